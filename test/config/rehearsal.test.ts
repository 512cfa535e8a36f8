import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ConfigurationError } from "../../config/faults";
import { resolveConfig } from "../../config/load";
import { factorFor } from "../../features/rehearsal/capacity";
import { ruledAs } from "../../features/rehearsal/config";
import { cpuShare, memoryShare, storageShare } from "../../features/rehearsal/resolve";
import { ENVIRONMENT_CASES } from "./environment-cases";
import type { Change } from "./fault-cases";
import { set, WEB } from "./fault-cases";
import { configSource, stackConfig } from "../support/stack";

const GIBIBYTE = 1024 ** 3;

/** The configuration of a rehearsal as its stack file has it. */
function sourceOf(stack: string, of: "dev" | "staging" | "production", ...changes: Change[]) {
  const config = stackConfig(of);
  set("rehearsal", { of, factor: 0.1 })(config);
  for (const change of changes) change(config);
  return { ...configSource(stack, config), unreached: true };
}

function faultsOf(source: Parameters<typeof resolveConfig>[0]): string[] {
  try {
    resolveConfig(source);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.faults.map(({ key, value, wanted }) => `${key} = ${value}: ${wanted}`);
  }
}

describe("the configuration of a rehearsal", () => {
  it("is that of the stack but for what the embedded cluster needs", () => {
    const own = resolveConfig({ ...configSource("production"), unreached: true });
    const { rehearsal, ...rehearsed } = resolveConfig(sourceOf("production-rehearsal", "production"));
    const [web] = own.services;
    expect(rehearsed).to.deep.equal({
      ...own,
      target: resolveConfig({ ...configSource("dev"), unreached: true }).target,
      namespace: { ...own.namespace, name: "platform-production-rehearsal" },
      services: [
        {
          ...web,
          requests: { cpu: "100m", memory: "204Mi" },
          limits: { cpu: "200m", memory: "204Mi" },
          build: { ...web!.build, repository: "rehearsal/production/active-inference/platform" },
          expose: { kind: "node", nodePort: undefined },
        },
      ],
    });
    expect(rehearsed.services[0]!.scaling).to.deep.equal({ kind: "fixed", replicas: 5 });
    expect(rehearsal!.differences.map(({ key }) => key)).to.deep.equal([
      "target.kind",
      "target.cluster.context",
      "target.cluster.identifier",
      "target.cluster.capabilities.networkPolicies",
      "target.storage.className",
      "namespace.name",
      "services.*.requests, services.*.limits",
      "services.web.build.repository",
    ]);
  });

  it("declares ports of nodes, sizes of folders and values of Secrets that it changes", () => {
    const { rehearsal, services } = resolveConfig(
      sourceOf(
        "dev-rehearsal",
        "dev",
        set("rehearsal/factor", 1),
        set("rehearsal/storage", "128Mi"),
        set("rehearsal/generated", ["platform-secrets/database-url"]),
        set(`${WEB}/writable`, { "/small": "1Mi", "/large": "2Gi" }),
      ),
    );
    expect(services[0]!.writable).to.deep.equal({ "/small": "1Mi", "/large": "128Mi" });
    const changed = rehearsal!.differences.map(({ kind, key, target, rehearsal: to }) => [kind, key, target, to]);
    expect(changed.filter(([kind]) => !["namespace", "repository"].includes(String(kind)))).to.deep.equal([
      ["node port", "services.web.expose.nodePort", 30080, undefined],
      ["storage", "services.web.writable./large", "2Gi", "128Mi"],
      ["secret", "secrets.platform-secrets/database-url", "encrypted", "generated"],
    ]);
  });

  it("asks for the embedded cluster and not for the stack's own", () => {
    const home = mkdtempSync(join(tmpdir(), "platform-rehearsal-"));
    try {
      const source = { ...sourceOf("production-rehearsal", "production"), unreached: false, home };
      expect(faultsOf(source).join()).to.contain("the embedded cluster is not to be found");
      const kubeconfig = join(home, "kubeconfig");
      writeFileSync(
        kubeconfig,
        "contexts: [{ name: platform-embedded, context: { cluster: c, user: u } }]\n" +
          "clusters: [{ name: c, cluster: { server: https://c } }]\nusers: [{ name: u }]",
      );
      const { target } = resolveConfig({ ...source, environment: { KUBECONFIG: kubeconfig } });
      expect(target).to.deep.include({ kind: "embedded" });
      expect(target.cluster).to.deep.include({ context: "platform-embedded", kubeconfig });
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  describe("keeps to the rules of the stack that it rehearses", () => {
    for (const { what, stack, change, key, wanted } of ENVIRONMENT_CASES) {
      it(`refuses ${what}`, () => {
        const of = stack as "staging" | "production";
        const [fault, ...others] = faultsOf(sourceOf(`${of}-rehearsal`, of, change as Change));
        expect(others).to.deep.equal([]);
        expect(fault).to.contain(key.split(" = ")[0]).and.contain(wanted);
      });
    }
  });

  it("is no way around the rules of another stack, nor of any by its name alone", () => {
    const rehearsal = { of: "dev" as const, factor: 1, storage: "1Gi", generated: [] };
    expect(ruledAs("dev-rehearsal", rehearsal)).to.equal("dev");
    expect(ruledAs("production", rehearsal)).to.equal("production");
    expect(ruledAs("production-rehearsal", rehearsal)).to.equal("production-rehearsal");
    expect(ruledAs("dev-rehearsal", undefined)).to.equal("dev-rehearsal");

    const lowered = sourceOf("production", "production", set("rehearsal/of", "dev"), set("debug", true));
    expect(faultsOf(lowered)).to.have.length(2);
    expect(faultsOf(lowered).join()).to.contain("platform:debug").and.contain("the stack production is no rehearsal");
    const unnamed = sourceOf("production-rehearsal", "production", set("rehearsal", undefined));
    expect(faultsOf(unnamed).join()).to.contain("allowed: production-rehearsal, the name of the stack");
  });

  for (const [what, change, fault] of [
    ["a factor of nothing", set("rehearsal/factor", 0), "platform:rehearsal.factor = 0: allowed: a number from 0.01"],
    [
      "a factor over 1",
      set("rehearsal/factor", 1.5),
      "platform:rehearsal.factor = 1.5: allowed: a number from 0.01 to 1",
    ],
    ["a factor in words", set("rehearsal/factor", "half"), 'platform:rehearsal.factor = "half": allowed: a number'],
    [
      "an unknown stack",
      set("rehearsal/of", "test"),
      'platform:rehearsal.of = "test": allowed: dev, staging, production',
    ],
    [
      "an unknown key",
      set("rehearsal/factr", 1),
      'platform:rehearsal.factr = undefined: unknown key: did you mean "factor"?',
    ],
    [
      "too much storage",
      set("rehearsal/storage", "1Ti"),
      'platform:rehearsal.storage = "1Ti": allowed: memory from 1Mi to 16Gi',
    ],
    [
      "a key that no Secret has",
      set("rehearsal/generated", ["platform-secrets/other"]),
      'platform:rehearsal.generated = "platform-secrets/other": no such key',
    ],
    [
      "a name of the namespace without room for the rehearsal's",
      set("namespace/name", "n".repeat(54)),
      "allowed in a rehearsal: at most 53 characters",
    ],
  ] as [string, Change, string][]) {
    it(`refuses ${what}`, () => {
      // Where the key is wrong, the stack counts as no rehearsal, and so its name as no environment.
      const faults = faultsOf(sourceOf("production-rehearsal", "production", change));
      const [found, ...others] = faults.filter((one) => !one.startsWith("platform:environment"));
      expect(others).to.deep.equal([]);
      expect(found).to.contain(fault);
    });
  }
});

describe("the share that a container has in a rehearsal", () => {
  it("is the factor's, rounded down, but no less than a process needs to start", () => {
    expect(cpuShare("2", 0.25)).to.equal("500m");
    expect(cpuShare("333m", 0.1)).to.equal("33m");
    expect(cpuShare("100m", 0.1)).to.equal("20m");
    expect(cpuShare("10m", 0.1)).to.equal("10m");
    expect(memoryShare("1Gi", 0.1)).to.equal("102Mi");
    expect(memoryShare("256Mi", 0.1)).to.equal("64Mi");
    expect(memoryShare("16Mi", 0.1)).to.equal("16Mi");
    expect(memoryShare("70000Ki", 1)).to.equal("70000Ki");
    expect(storageShare("2Gi", "1Gi")).to.equal("1Gi");
    expect(storageShare("1Mi", "1Gi")).to.equal("1Mi");
  });

  it("is the largest with which an update fits into half of the machine", () => {
    const factor = (stack: string, cpu: number, memory: number) =>
      factorFor(resolveConfig(configSource(stack)), { cpu, memory });
    // Ten replicas of 1 CPU and 2Gi for the time of an update, in half of 2 CPU.
    expect(factor("production", 2000, 24 * GIBIBYTE)).to.equal(0.1);
    expect(factor("staging", 2000, 24 * GIBIBYTE)).to.equal(0.5);
    expect(factor("dev", 2000, 24 * GIBIBYTE)).to.equal(1);
    expect(factor("production", 64_000, 10 * GIBIBYTE)).to.equal(0.25);
    expect(() => factor("production", 100, 24 * GIBIBYTE)).to.throw(
      "do not fit on this machine, not even with 0.01 of what they request: they need 200m CPU and 640Mi",
    );
  });
});
