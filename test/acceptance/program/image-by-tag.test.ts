import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { mirrorReference } from "../../../embedded/images/registry";
import { EMBEDDED } from "../../../features/target/config";
import { DNS_SERVICE } from "../../support/dns-service";
import type { Deployment } from "../../support/find";
import { PlatformStack, type UpdateResult } from "../../support/platform-stack";

const { address } = EMBEDDED.registry;

/** A DNS server's image with a health check over HTTP: small, and on every embedded cluster. */
const { repository: SOURCE, tag: SOURCE_TAG } = mirrorReference("coredns");

async function crane(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("crane", args);
  return stdout.trim();
}

/** What was said of images while a command ran. */
function said({ events }: UpdateResult): string[] {
  const messages = events.map(({ diagnosticEvent }) => diagnosticEvent?.message ?? "");
  return messages
    .map((message) => message.replace(/<\{%[^%]*%\}>/g, "").trim())
    .filter((message) => message.startsWith("service shop: "));
}

describe("the program on the cluster: an image by tag", function () {
  this.timeout(600_000);

  let stack: PlatformStack;
  let image: string;
  let first: string;
  let second: string;

  before(async () => {
    stack = await PlatformStack.create((config) => {
      config.services = {};
    });
    image = `${address}/${stack.namespace}/shop:v1`;
    await crane("copy", `${address}/${SOURCE}:${SOURCE_TAG}`, image);
    first = await crane("digest", image);
    stack.configure((config) => {
      config.services = { shop: { ...DNS_SERVICE, image } };
    });
  });

  after(async () => {
    await stack.destroy();
  });

  /** The image that runs. */
  async function running(): Promise<string | undefined> {
    const { spec, status } = await stack.get<Deployment>("deployment", "shop");
    expect(status).to.deep.include({ readyReplicas: 1, updatedReplicas: 1 });
    return spec.template.spec.containers[0]?.image;
  }

  /** Has the tags resolved anew by the next command. */
  function ask(resolve: string): void {
    stack.configure((config) => {
      config.images = { resolve };
    });
  }

  it("is resolved in the preview, shown, and deployed by its digest", async () => {
    const line = `service shop: ${image} is ${first} (resolved now)`;
    expect(said(await stack.updated("preview"))).to.deep.equal([line]);
    expect(said(await stack.updated("up"))).to.deep.equal([line]);
    expect(await running()).to.equal(`${image}@${first}`);
    expect((await stack.outputs()).images).to.deep.equal({ [image]: { digest: first } });
  });

  it("stays what it was when the tag has moved", async () => {
    await crane("mutate", "--label", "moved=yes", "--tag", image, image);
    second = await crane("digest", image);
    expect(second).to.not.equal(first);
    expect(said(await stack.updated("preview", "--expect-no-changes"))).to.deep.equal([
      `service shop: ${image} is ${first} (as before)`,
    ]);
    const { changes } = await stack.updated("up", "--expect-no-changes");
    // The last outputs are read each time.
    expect(Object.keys(changes).filter((kind) => kind !== "read")).to.deep.equal(["same"]);
    expect(await running()).to.equal(`${image}@${first}`);
  });

  it("rolls to what the tag stands for now when that is asked for, once", async () => {
    ask("today");
    const line = `service shop: ${image} is ${second} (resolved anew, was ${first})`;
    expect(said(await stack.updated("preview"))).to.deep.equal([line]);
    const { changes } = await stack.updated("up");
    expect(changes).to.deep.include({ update: 1 });
    expect(await running()).to.equal(`${image}@${second}`);
    await stack.updated("preview", "--expect-no-changes");
  });

  it("stays what it was when an update fails", async () => {
    await crane("tag", `${address}/${stack.namespace}/shop@${first}`, "v1");
    stack.configureService("broken", {
      ...DNS_SERVICE,
      image: `${address}/${stack.namespace}/nothing@${first}`,
      progressDeadline: "90s",
    });
    const failed = await stack.update("up");
    expect(failed.code, failed.output).to.not.equal(0);
    stack.configure((config) => {
      const { broken: _, ...others } = config.services as Record<string, unknown>;
      config.services = others;
    });
    await stack.updated("up");
    expect(await running()).to.equal(`${image}@${second}`);
  });

  it("that its registry does not have is refused before anything is changed, with what to do", async () => {
    stack.configureService("shop", { image: image.replace(":v1", ":v2") });
    const { code, output } = await stack.update("preview");
    expect(code).to.not.equal(0);
    expect(output)
      .to.contain(`service "shop": ${image.replace(":v1", ":v2")} could not be resolved to a digest`)
      .and.contain("or give the image by digest");
  });
});
