import { expect } from "chai";
import { ExistingRegistry } from "../../components/registry/existing";
import { ExternalImages } from "../../features/images/deploy";
import { LastUpdate } from "../../features/last-update";
import { namesOf } from "../support/find";
import type { Rendering } from "../support/render";
import { MISSING_IMAGE, REGISTRY_DIGEST, render } from "../support/render";

const NAME = "ghcr.io/acme/app:v1.2.3";
const OLD = `sha256:${"a".repeat(64)}`;
const REFERENCE = "pulumi:pulumi:StackReference";

/** What a stack makes of images, and says meanwhile. */
interface Outcome extends Rendering {
  readonly said: readonly string[];
}

interface Circumstances {
  readonly resolve?: string;
  readonly preview?: boolean;
  /** The output of the last update. */
  readonly last?: unknown;
}

/** Resolves an image for each service. */
async function resolved(
  images: Record<string, string>,
  { resolve, preview, last }: Circumstances = {},
): Promise<Outcome> {
  const said: string[] = [];
  const { log } = console;
  // Where mocks are in place of the engine, the SDK prints what it would log.
  console.log = (line: string) => void said.push(line.replace("info: [runtime] ", ""));
  try {
    const rendering = await render(
      () => {
        const registry = new ExistingRegistry("registry", { address: "127.0.0.1:5000" });
        const external = new ExternalImages(registry, new LastUpdate(), resolve);
        const references = Object.entries(images).map(([service, image]) => [
          service,
          external.reference(service, image),
        ]);
        return { ...Object.fromEntries(references), ...(external.outputs && { images: external.outputs }) };
      },
      { preview, lastOutputs: last === undefined ? {} : { images: last } },
    );
    return { ...rendering, said };
  } finally {
    console.log = log;
  }
}

async function failureOf(...args: Parameters<typeof resolved>): Promise<string> {
  return resolved(...args).then(
    () => expect.fail("the image was resolved"),
    (error: unknown) => (error as Error).message,
  );
}

describe("images by tag", () => {
  it("are deployed by the digest that their registry has, which the stack keeps and the preview shows", async () => {
    const outcome = await resolved({ shop: NAME }, { preview: true });
    expect(outcome.outputs).to.deep.equal({
      shop: `${NAME}@${REGISTRY_DIGEST}`,
      images: { [NAME]: { digest: REGISTRY_DIGEST } },
    });
    expect(outcome.said).to.deep.equal([`service shop: ${NAME} is ${REGISTRY_DIGEST} (resolved now)`]);
    expect(outcome.asked).to.deep.equal([NAME]);
  });

  it("stay what they were at the last update, and no registry is asked", async () => {
    const outcome = await resolved({ shop: NAME }, { preview: true, last: { [NAME]: { digest: OLD } } });
    expect(outcome.outputs).to.deep.equal({ shop: `${NAME}@${OLD}`, images: { [NAME]: { digest: OLD } } });
    expect(outcome.said).to.deep.equal([`service shop: ${NAME} is ${OLD} (as before)`]);
    expect(outcome.asked).to.deep.equal([]);
  });

  it("are said again by an update only where it has asked", async () => {
    expect((await resolved({ shop: NAME }, { last: { [NAME]: { digest: OLD } } })).said).to.deep.equal([]);
    expect((await resolved({ shop: NAME })).said).to.have.length(1);
  });

  it("are resolved anew when asked, once, and what a tag was before is said", async () => {
    const asked = await resolved({ shop: NAME }, { resolve: "today", last: { [NAME]: { digest: OLD } } });
    expect(asked.outputs["images"]).to.deep.equal({ [NAME]: { digest: REGISTRY_DIGEST, resolve: "today" } });
    expect(asked.said).to.deep.equal([`service shop: ${NAME} is ${REGISTRY_DIGEST} (resolved anew, was ${OLD})`]);
    const kept = { [NAME]: { digest: OLD, resolve: "today" } };
    for (const resolve of ["today", undefined]) {
      const again = await resolved({ shop: NAME }, { resolve, last: kept });
      expect(again.asked, resolve).to.deep.equal([]);
      expect(again.outputs["images"], resolve).to.deep.equal(kept);
    }
    const unmoved = await resolved({ shop: NAME }, { resolve: "now", last: { [NAME]: { digest: REGISTRY_DIGEST } } });
    expect(unmoved.said[0]).to.contain("(resolved anew, as before)");
  });

  it("are resolved where the tag is another one than at the last update", async () => {
    const { asked } = await resolved({ shop: "ghcr.io/acme/app:v1.2.4" }, { last: { [NAME]: { digest: OLD } } });
    expect(asked).to.deep.equal(["ghcr.io/acme/app:v1.2.4"]);
  });

  it("are asked for once, however many services have them and however they write them", async () => {
    const { asked, outputs } = await resolved({ a: "redis:8.2", b: "docker.io/library/redis:8.2" });
    expect(asked).to.deep.equal(["docker.io/library/redis:8.2"]);
    expect(outputs["a"]).to.equal(`docker.io/library/redis:8.2@${REGISTRY_DIGEST}`).and.to.equal(outputs["b"]);
  });

  it("are resolved anew where the output of the last update is not one of ours", async () => {
    for (const last of ["text", { [NAME]: null }, { [NAME]: { digest: "sha256:1" } }, { [NAME]: { digest: 1 } }]) {
      expect((await resolved({ shop: NAME }, { last })).asked, JSON.stringify(last)).to.deep.equal([NAME]);
    }
  });

  it("by digest are taken as they are: neither a registry nor the last update is asked", async () => {
    for (const image of [`ghcr.io/acme/app@${OLD}`, `${NAME}@${OLD}`]) {
      const outcome = await resolved({ shop: image });
      expect(outcome.outputs).to.deep.include({ shop: image });
      expect(outcome.asked).to.deep.equal([]);
      expect(namesOf(outcome, REFERENCE)).to.deep.equal([]);
    }
  });

  it("that cannot be resolved stop the preview too, and it is said what to do", async () => {
    const name = `ghcr.io/acme/${MISSING_IMAGE}:v1`;
    for (const preview of [true, false]) {
      expect(await failureOf({ shop: name }, { preview }))
        .to.contain(`service "shop": ${name} could not be resolved to a digest: `)
        .and.contain("docker login ghcr.io")
        .and.contain(`by digest: ghcr.io/acme/${MISSING_IMAGE}@sha256:<64 hex digits>.`)
        .and.not.contain("Or keep");
    }
    const known = (resolve?: string) => ({ [name]: { digest: OLD, ...(resolve ? { resolve } : {}) } });
    expect(await failureOf({ shop: name }, { resolve: "now", last: known() })).to.contain(
      `Or keep ${OLD}, to which it was resolved before: take platform:images.resolve out of the stack file.`,
    );
    expect(await failureOf({ shop: name }, { resolve: "now", last: known("then") })).to.contain(
      'set platform:images.resolve to "then", as it was.',
    );
  });
});
