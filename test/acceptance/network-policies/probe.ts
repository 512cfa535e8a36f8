import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import YAML from "yaml";
import { run } from "../../../embedded/cluster/run";
import { policyStatus } from "../../../embedded/cluster/policies";
import { ensureDebianRoot } from "../../../embedded/images/debian";
import { thirdPartyImage } from "../../../embedded/images/registry";
import { repositoryRoot } from "../../../embedded/paths";
import type { UpReport } from "../../../operations/commands/up";
import { probeEnforcement, type Enforcement } from "../../../operations/enforcement";
import type { IsolatedCluster } from "../../../tools/isolated-cluster";
import { makeClone } from "../../support/clone";
import { eventually } from "../../support/eventually";
import type { Shop } from "./shop";

/** What `platform up` finds out about a cluster that is not the embedded one. For this user, that is what this one is. */
export function itNoticesWhoDoesNotEnforce(opened: () => Shop): void {
  let clone: string;
  let namespace: string;

  before(async () => {
    const { cluster } = opened();
    clone = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "platform-elsewhere-")), "clone");
    makeClone(clone);
    fs.symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(clone, "node_modules"));
    configure(clone, cluster, await pushDebian(cluster));
  });
  after(() => fs.rmSync(path.dirname(clone), { recursive: true }));

  const gone = () =>
    eventually("the probe is removed", () => {
      const left = opened().cluster.kubectl(["get", "pods", "--all-namespaces", "--output=name"]);
      expect(left).to.not.contain("network-policy-probe");
      return Promise.resolve();
    });

  it("warns at the end of an update where nothing enforces them", async () => {
    const { cluster } = opened();
    const service = `${cluster.layout.services}/network-policy-controller`;
    expect(cluster.run("s6-svc", ["-d", service]).code).to.equal(0);
    expect(cluster.run("nft", ["delete", "table", "inet", "platform-policies"]).code).to.equal(0);
    try {
      const main = path.join(clone, "operations/main.ts");
      const { code, stdout, stderr } = cluster.run(process.execPath, ["--import", "tsx", main, "up", "--json"]);
      expect(code, stderr).to.equal(0);
      const report = JSON.parse(stdout) as UpReport;
      expect(report.networkPolicies).to.deep.equal({ enforced: false });
      expect(stderr).to.contain("warning: The cluster elsewhere does not enforce network policies");
      namespace = report.services[0]!.namespace;
    } finally {
      cluster.run("s6-svc", ["-u", service]);
    }
    await eventually("the controller enforces again", async () => {
      expect((await policyStatus(cluster.layout)).enforced).to.equal(true);
    });
    await gone();
  });

  it("has nothing to say where they are enforced, and leaves nothing of its probe", async () => {
    expect(await probe(namespace)).to.deep.equal({ enforced: true });
    await gone();
  });

  it("says why where nothing could be found out", async () => {
    const found = await probe("nowhere");
    expect(found.enforced).to.equal(undefined);
    expect(found.reason).to.contain("not found");
  });

  function probe(inNamespace: string): Promise<Enforcement> {
    const { cluster } = opened();
    const kubectl = (args: readonly string[], input?: string) => Promise.resolve(cluster.kubectl([...args], input));
    return probeEnforcement({ kubectl, namespace: inNamespace, service: "idler", mirror: cluster.registry });
  }
}

/** Puts Debian's image into the mirror of the cluster's registry, and gives its name with its digest. */
async function pushDebian(cluster: IsolatedCluster): Promise<string> {
  const { archive } = await ensureDebianRoot(() => undefined);
  const image = thirdPartyImage("debian", cluster.registry);
  const docker = (...args: string[]) =>
    run(cluster.binaries.path("docker"), ["--host", `unix://${cluster.layout.dockerSocket}`, ...args]);
  await docker("import", archive, image);
  await docker("push", "--quiet", image);
  return (await docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", image)).trim();
}

/** Has the stack `dev` of a clone be one worker on that cluster, by a kubeconfig as a user has one. */
function configure(clone: string, cluster: IsolatedCluster, image: string): void {
  const kubeconfig = path.join(clone, "kubeconfig");
  fs.copyFileSync(cluster.layout.kubeconfig, kubeconfig);
  const rename = [
    "kubectl",
    `--kubeconfig=${kubeconfig}`,
    "config",
    "rename-context",
    "platform-embedded",
    "elsewhere",
  ];
  expect(cluster.run(cluster.binaries.path("kubernetes"), rename).code).to.equal(0);
  const file = path.join(clone, "Pulumi.dev.yaml");
  const document = YAML.parseDocument(fs.readFileSync(file, "utf8"));
  const registry = { address: cluster.registry, mirror: true };
  const target = { kind: "kubernetes", context: "elsewhere", kubeconfig, registry };
  document.setIn(["config", "platform:target"], document.createNode(target));
  const idler = {
    kind: "worker",
    version: "v1.0.0",
    image,
    user: { id: 10005 },
    command: ["sleep", "infinity"],
    probes: { kind: "exec", command: ["true"] },
  };
  document.setIn(["config", "platform:services"], document.createNode({ idler }));
  fs.writeFileSync(file, document.toString());
}
