import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { parse, stringify } from "yaml";
import { resolveConfig } from "../../config/load";
import { deployPlatform } from "../../platform";
import { deviations } from "../../rendering/parity";
import { promotionParity } from "../../rendering/promotion";
import { render, type Rendering } from "../../rendering/render";
import { sourceOf } from "../../rendering/stack-source";
import { PROJECT } from "../support/stack";

type Config = Record<string, Record<string, unknown>>;

/** A stack with its file as it is in the repository, or changed. */
function stackOf(stack: string, change: (config: Config) => void = () => undefined) {
  const file = parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8")) as { config: Config };
  change(file.config);
  return { stack, file: { path: `Pulumi.${stack}.yaml`, text: stringify(file) } };
}

const web = (config: Config) => config["platform:services"]!["web"] as Record<string, unknown>;

/** How many single changes of a rendering are tried. */
const MUTATIONS = 100;

/** Paths of all plain values below a value. */
function leafPaths(value: unknown, at: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...at]];
  return Object.entries(value).flatMap(([key, inner]) => leafPaths(inner, [...at, key]));
}

/** The rendering with one plain value changed. */
function mutated(rendering: Rendering, path: readonly string[], value: unknown): Rendering {
  const copy = structuredClone(rendering) as unknown as Record<string, unknown>;
  const place = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((inner, key) => inner[key] as Record<string, unknown>, copy);
  place[path.at(-1)!] = value;
  return copy as unknown as Rendering;
}

describe("parity of two stacks", function () {
  this.timeout(120_000);

  it("holds for staging and production, which differ in size and place", async () => {
    const { undeclared, differences } = await promotionParity({ from: stackOf("staging"), to: stackOf("production") });
    expect(undeclared).to.deep.equal([]);
    const keys = differences.map(({ key }) => key);
    expect(keys).to.include.members(["platform:environment", "platform:target", "platform:workload.replicas"]);
    expect(keys).not.to.include("platform:services.web.metrics");
  });

  it("does not hold where the same image would run otherwise, and says where", async () => {
    const to = stackOf("production", (config) => Object.assign(web(config), { drainTimeout: "40s" }));
    const { undeclared } = await promotionParity({ from: stackOf("staging"), to });
    expect(undeclared.map(({ path }) => path)).to.include("inputs.spec.template.spec.terminationGracePeriodSeconds");
    expect(undeclared.every(({ resource }) => resource.includes("platform-web"))).to.equal(true);
  });

  it("does not hold where one has a service more", async () => {
    const to = stackOf("production", (config) => {
      config["platform:services"]!["second"] = { image: `ghcr.io/acme/app@sha256:${"1".repeat(64)}`, port: 8080 };
    });
    const { undeclared } = await promotionParity({ from: stackOf("staging"), to });
    expect(undeclared.map(({ from }) => from)).to.include("no such resource");
  });

  it("shows no value of a secret", async () => {
    const secret = (value: object) => (config: Config) => {
      config["platform:secrets"] = { "platform-secrets": { "database-url": value } };
    };
    const parity = await promotionParity({
      from: stackOf("staging", secret({ value: { secure: "v1:from:canary" } })),
      to: stackOf("production", secret({ template: "canary-{generated}" })),
    });
    expect(JSON.stringify(parity.differences)).not.to.contain("canary");
    expect(parity.undeclared).to.deep.equal([]);
  });

  it(`notices each of ${MUTATIONS} random changes of one value of what the program makes`, async () => {
    const { file } = stackOf("production");
    const rendering = await render(() => deployPlatform(resolveConfig(sourceOf("production", file))), {
      stack: "production",
    });
    const { resources, outputs } = rendering;
    const paths = leafPaths({
      resources: resources.map(({ inputs, dependencies }) => ({ inputs, dependencies })),
      outputs,
    });
    const terms = { factor: 1, storage: "1Gi", differences: [] };
    expect(deviations(rendering, structuredClone(rendering), terms)).to.deep.equal([]);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.string({ minLength: 1 }), (path, text) => {
        const changed = mutated(rendering, path, `changed ${text}`);
        expect(deviations(rendering, changed, terms), path.join(".")).to.have.length.at.least(1);
      }),
      { numRuns: MUTATIONS, seed: Number(process.env.ORACLE_SEED ?? 1) },
    );
  });
});
