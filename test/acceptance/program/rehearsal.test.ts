import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { clusterLayout, ensureClusterBinaries } from "../../../embedded/cluster";
import { connectionOf } from "../../../embedded/cluster/connection";
import { repositoryRoot } from "../../../embedded/paths";
import { pulumiDirectory } from "../../../operations/pulumi";
import { rehearsalFile, rehearsedStacks } from "../../../operations/rehearsal/place";
import { eventually } from "../../support/eventually";
import { kubectl, type LiveObject, PlatformStack } from "../../support/platform-stack";

/** What the tests look at of the objects. */
interface Quota {
  spec: { hard: Record<string, string> };
  status: { used: Record<string, string> };
}

interface Deployment {
  spec: { template: { spec: { containers: { resources: object; env: object[] }[] } } };
  status: { readyReplicas: number };
}

interface Budget {
  status: { disruptionsAllowed: number; desiredHealthy: number };
}

/** What `up --json` prints. */
interface Report {
  stack: string;
  total: number;
  rehearsal: { of: string; namespace: string; differences: { kind: string }[] };
  services: { name: string; ready: string; url: string }[];
}

const STACK = "production";
const NAMESPACE = "platform-production-rehearsal";

/** The beginning of the names of a rehearsal's images. */
const REPOSITORIES = `rehearsal/${STACK}/`;

/** Seconds within which it has to be up, generous for machines that do other work too; the figure itself is in the test's title. */
const LIMIT = 300;

describe("the rehearsal of production on the cluster", function () {
  this.timeout(900_000);
  // Each step goes on from the one before.
  this.bail(true);

  /** A stack beside it, which must not notice. */
  let dev: PlatformStack;
  let beforehand: unknown;

  before(async () => {
    // It would be somebody's work.
    expect(rehearsedStacks(), `npm run down -- --stack ${STACK} --rehearse ends it`).not.to.include(STACK);
    dev = await PlatformStack.create();
    await dev.updated("up");
    beforehand = await untouched();
  });

  after(async () => {
    if (rehearsedStacks().includes(STACK)) platform("down", "--stack", STACK, "--rehearse");
    await dev.destroy();
  });

  function platform(...args: string[]) {
    const main = path.join(repositoryRoot, "operations/main.ts");
    return spawnSync(process.execPath, ["--import", "tsx", main, ...args], { cwd: repositoryRoot, encoding: "utf8" });
  }

  /** What of the other stack any work on it would change. */
  async function untouched(): Promise<unknown> {
    const pods = await dev.get("pods");
    const { metadata } = (await dev.get("deployment", "platform-web")) as unknown as LiveObject & {
      metadata: { generation: number };
    };
    const files = ["dev", "staging", "production"].map((stack) =>
      fs.readFileSync(path.join(repositoryRoot, `Pulumi.${stack}.yaml`), "utf8"),
    );
    return { pods: pods.map((pod) => pod.metadata.uid), generation: metadata.generation, files };
  }

  async function get<Fields>(kind: string): Promise<(LiveObject & Fields)[]> {
    const text = await kubectl("--namespace", NAMESPACE, "get", kind, "-o", "json");
    return (JSON.parse(text) as { items: (LiveObject & Fields)[] }).items;
  }

  it("up --rehearse: all five replicas are ready", async function () {
    const { status, stdout, stderr } = platform("up", "--stack", STACK, "--rehearse", "--json");
    expect(status, stderr).to.equal(0);
    const report = JSON.parse(stdout) as Report;
    this.test!.title += ` (${(report.total / 1000).toFixed(1)} s)`;
    expect(report).to.deep.include({ stack: "production-rehearsal" });
    expect(report.rehearsal).to.deep.include({ of: STACK, namespace: NAMESPACE });
    expect([...new Set(report.rehearsal.differences.map(({ kind }) => kind))]).to.deep.equal([
      "target",
      "namespace",
      "requests and limits",
      "repository",
    ]);
    expect(report.services.map(({ name, ready }) => `${name} ${ready}`)).to.deep.equal(["platform-web 5/5"]);
    expect(report.total / 1000).to.be.below(LIMIT);
    const [{ url }] = report.services as unknown as [{ url: string }];
    await eventually("the service answers as production", async () => {
      expect(await (await fetch(url)).json()).to.include({ service: "platform-web", environment: STACK });
    });
  });

  it("up --rehearse: quota, budget, priority and policies are those of production", async () => {
    const [quota] = await get<Quota>("resourcequota");
    expect(quota!.spec.hard).to.include({ pods: "100", "limits.cpu": "100", "limits.memory": "200Gi" });
    expect(quota!.status.used).to.include({ pods: "5" });
    const [budget] = await get<Budget>("poddisruptionbudget");
    expect(budget!.status).to.include({ desiredHealthy: 4, disruptionsAllowed: 1 });
    const policies = await get("networkpolicy");
    expect(policies.map(({ metadata }) => metadata.name)).to.have.members(["allow-dns", "deny-all", "platform-web"]);
    const [deployment] = await get<Deployment>("deployment");
    expect(deployment!.status.readyReplicas).to.equal(5);
    const [container] = deployment!.spec.template.spec.containers;
    expect(container!.env).to.deep.include({ name: "LOG_LEVEL", value: "info" });
    expect(await kubectl("get", "priorityclass", `services-${NAMESPACE}`, "-o", "name")).to.contain(NAMESPACE);
  });

  it("up --rehearse: changes nothing the second time", async () => {
    const pods = async () => (await get("pods")).map(({ metadata }) => metadata.uid).toSorted();
    const first = await pods();
    const { status, stderr } = platform("up", "--stack", STACK, "--rehearse", "--json");
    expect(status, stderr).to.equal(0);
    expect(stderr).to.match(/Resources:\s+\d+ unchanged/);
    expect(await pods()).to.deep.equal(first);
  });

  it("leaves the other stack and the source tree as they are", async () => {
    expect(await untouched()).to.deep.equal(beforehand);
  });

  it("down --rehearse: leaves nothing, and the cluster goes on", async () => {
    const { status, stderr } = platform("down", "--stack", STACK, "--rehearse");
    expect(status, stderr).to.equal(0);
    const names = await kubectl("get", "namespaces,priorityclasses", "-o", "name");
    expect(names).to.contain(`namespace/${dev.namespace}`).and.not.contain(NAMESPACE);
    expect(fs.existsSync(rehearsalFile(STACK))).to.equal(false);
    const state = fs.readdirSync(pulumiDirectory(), { recursive: true, encoding: "utf8" });
    expect(state.filter((file) => file.includes("production-rehearsal"))).to.deep.equal([]);
    expect(await untouched()).to.deep.equal(beforehand);
  });

  it("down --rehearse: leaves no image in the registry, with the builder or on the node", async () => {
    const layout = clusterLayout();
    const { registry, dockerHost } = connectionOf(layout);
    const catalog = (await (await fetch(`http://${registry}/v2/_catalog?n=1000`)).json()) as { repositories: string[] };
    expect(catalog.repositories.filter((name) => name.startsWith(REPOSITORIES))).to.deep.equal([]);
    const binaries = await ensureClusterBinaries(() => undefined);
    const run = (program: "docker" | "ctr", ...args: string[]) =>
      execFileSync(binaries.path(program), args, { encoding: "utf8" });
    expect(run("docker", "--host", dockerHost, "image", "ls")).not.to.contain(REPOSITORIES);
    const node = ["--address", layout.containerdSocket, "--namespace", "k8s.io", "images", "ls", "--quiet"];
    expect(run("ctr", ...node))
      .to.contain("@sha256:")
      .and.not.to.contain(REPOSITORIES);
  });

  it("down --rehearse: has nothing more to do", () => {
    const { status, stderr } = platform("down", "--stack", STACK, "--rehearse");
    expect(status, stderr).to.equal(0);
    expect(stderr).to.contain(`There is no rehearsal of ${STACK}`);
  });
});
