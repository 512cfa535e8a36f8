import { expect } from "chai";
import { allowDns } from "../../../components/network/policies";
import { probeEnforcement, type Enforcement } from "../../../operations/enforcement";
import { ensureDebianRoot } from "../../../embedded/images/debian";
import { run } from "../../../embedded/cluster/run";
import { thirdPartyImage } from "../../../embedded/images/registry";
import { policyStatus } from "../../../embedded/cluster/policies";
import { eventually } from "../../support/eventually";
import type { Shop } from "./shop";

/** What `platform up` finds out about a cluster that is not the embedded one. */
export function itNoticesWhoDoesNotEnforce(opened: () => Shop): void {
  const probe = (namespace: string): Promise<Enforcement> => {
    const { cluster } = opened();
    const kubectl = (args: readonly string[], input?: string) => Promise.resolve(cluster.kubectl([...args], input));
    return probeEnforcement({ kubectl, namespace, service: "default", mirror: cluster.registry });
  };
  const left = (): string => opened().cluster.kubectl(["get", "pods", "--all-namespaces", "--output=name"]);
  const gone = () =>
    eventually("the probe is removed", () => {
      expect(left()).to.not.contain("network-policy-probe");
      return Promise.resolve();
    });

  before(async () => {
    const { cluster } = opened();
    const { archive } = await ensureDebianRoot(() => undefined);
    const image = thirdPartyImage("debian", cluster.registry);
    const docker = (...args: string[]) =>
      run(cluster.binaries.path("docker"), ["--host", `unix://${cluster.layout.dockerSocket}`, ...args]);
    await docker("import", archive, image);
    await docker("push", "--quiet", image);
    // The guards of a namespace of the platform: a probe has to pass them, and to reach the cluster's DNS.
    cluster.kubectl(["label", "namespace", "shop", "pod-security.kubernetes.io/enforce=restricted"]);
    opened().network.apply({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "allow-dns", namespace: "shop" },
      spec: allowDns(),
    });
  });

  it("finds by a probe that policies are enforced, and leaves nothing of it", async () => {
    expect(await probe("shop")).to.deep.equal({ enforced: true });
    await gone();
  });

  it("finds by a probe that they are not, where the controller is stopped and its rules are gone", async () => {
    const { cluster } = opened();
    const service = `${cluster.layout.services}/network-policy-controller`;
    // The new pod is set up without it, as on a cluster whose plugin knows no policies.
    expect(cluster.run("s6-svc", ["-d", service]).code).to.equal(0);
    expect(cluster.run("nft", ["delete", "table", "inet", "platform-policies"]).code).to.equal(0);
    try {
      expect(await probe("shop")).to.deep.equal({ enforced: false });
    } finally {
      cluster.run("s6-svc", ["-u", service]);
    }
    await eventually("the controller enforces again", async () => {
      expect((await policyStatus(cluster.layout)).enforced).to.equal(true);
    });
    await gone();
  });

  it("says why where nothing could be found out", async () => {
    const found = await probe("nowhere");
    expect(found.enforced).to.equal(undefined);
    expect(found.reason).to.match(/namespaces? .*"nowhere" not found|not found/);
  });
}
