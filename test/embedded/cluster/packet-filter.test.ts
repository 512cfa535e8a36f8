import { expect } from "chai";
import {
  chainRules,
  foreignServices,
  ownNetworks,
  removalScript,
  type ChainOwners,
} from "../../../embedded/cluster/packet-filter";
import { chooseNetwork } from "../../../embedded/cluster/network";

/** Of a machine where nobody else makes chains like ours. */
const alone: ChainOwners = { networks: ["10.210.0.0/22", "10.211.0.0/16"], isShared: () => false };
const beside: ChainOwners = { ...alone, isShared: () => true };

const lines = (script: string | undefined): string[] => (script ?? "").trim().split("\n");

describe("packet filter rules of the cluster", () => {
  it("take the chains of the cluster's components away and leave those of others", () => {
    const saved = [
      "*filter",
      ":INPUT ACCEPT [0:0]",
      ":DOCKER - [0:0]",
      ":KUBE-FIREWALL - [0:0]",
      ":PLATFORM-INPUT - [0:0]",
      "-A INPUT -j PLATFORM-INPUT",
      "-A INPUT -j KUBE-FIREWALL",
      '-A INPUT -m comment --comment "KUBE- in words only" -j DOCKER',
      "-A KUBE-FIREWALL -j DROP",
      "COMMIT",
    ].join("\n");
    expect(lines(removalScript(saved, "filter", alone))).to.deep.equal([
      "*filter",
      ":KUBE-FIREWALL - [0:0]",
      ":PLATFORM-INPUT - [0:0]",
      "-D INPUT -j PLATFORM-INPUT",
      "-D INPUT -j KUBE-FIREWALL",
      "-X KUBE-FIREWALL",
      "-X PLATFORM-INPUT",
      "COMMIT",
    ]);
  });

  /** Two clusters with a Service of one name each, and one whose name both have; `KUBE-SVC-BOTH` has what its last writer wrote. */
  const twoClusters = [
    "*nat",
    ":KUBE-MARK-MASQ - [0:0]",
    ":KUBE-NODEPORTS - [0:0]",
    ":KUBE-SERVICES - [0:0]",
    ":KUBE-EXT-OURS - [0:0]",
    ":KUBE-SVC-OURS - [0:0]",
    ":KUBE-SEP-OURS - [0:0]",
    ":KUBE-SEP-OUTSIDE - [0:0]",
    ":KUBE-SVC-BOTH - [0:0]",
    ":KUBE-SEP-BOTH - [0:0]",
    ":KUBE-SVC-THEIRS - [0:0]",
    ":KUBE-SEP-THEIRS - [0:0]",
    "-A OUTPUT -j KUBE-SERVICES",
    '-A KUBE-SERVICES -d 10.211.7.7/32 -m comment --comment "a/web:http cluster IP" -j KUBE-SVC-OURS',
    '-A KUBE-SERVICES -d 192.0.2.7/32 -m comment --comment "a/web:http external IP" -j KUBE-EXT-OURS',
    '-A KUBE-SERVICES -d 10.43.0.1/32 -m comment --comment "default/kubernetes:https cluster IP" -j KUBE-SVC-BOTH',
    '-A KUBE-SERVICES -d 10.43.9.9/32 -m comment --comment "b/db:sql cluster IP" -j KUBE-SVC-THEIRS',
    "-A KUBE-NODEPORTS -d 127.0.0.0/8 -p tcp --dport 30080 -j KUBE-EXT-OURS",
    "-A KUBE-EXT-OURS -j KUBE-MARK-MASQ",
    "-A KUBE-EXT-OURS -j KUBE-SVC-OURS",
    "-A KUBE-SVC-OURS ! -s 10.210.0.0/22 -d 10.211.7.7/32 -j KUBE-MARK-MASQ",
    "-A KUBE-SVC-OURS -j KUBE-SEP-OURS",
    "-A KUBE-SVC-OURS -j KUBE-SEP-OUTSIDE",
    "-A KUBE-SEP-OURS -p tcp -j DNAT --to-destination 10.210.0.9:8000",
    "-A KUBE-SEP-OUTSIDE -p tcp -j DNAT --to-destination 198.51.100.4:5432",
    "-A KUBE-SVC-BOTH ! -s 10.210.0.0/22 -d 10.211.0.1/32 -j KUBE-MARK-MASQ",
    "-A KUBE-SVC-BOTH -j KUBE-SEP-BOTH",
    "-A KUBE-SEP-BOTH -p tcp -j DNAT --to-destination 10.210.0.1:6443",
    "-A KUBE-SVC-THEIRS -j KUBE-SEP-THEIRS",
    "-A KUBE-SEP-THEIRS -p tcp -j DNAT --to-destination 10.42.0.8:5432",
    "COMMIT",
  ].join("\n");

  it("leave another cluster's Services, and take ours out of the chains that both use", () => {
    const script = lines(removalScript(twoClusters, "nat", beside));
    expect(script.filter((line) => line.startsWith("-X "))).to.have.members([
      "-X KUBE-EXT-OURS",
      "-X KUBE-SVC-OURS",
      "-X KUBE-SEP-OURS",
      "-X KUBE-SEP-OUTSIDE",
      "-X KUBE-SEP-BOTH",
    ]);
    expect(script.filter((line) => line.startsWith("-D "))).to.have.members([
      '-D KUBE-SERVICES -d 10.211.7.7/32 -m comment --comment "a/web:http cluster IP" -j KUBE-SVC-OURS',
      '-D KUBE-SERVICES -d 192.0.2.7/32 -m comment --comment "a/web:http external IP" -j KUBE-EXT-OURS',
      "-D KUBE-NODEPORTS -d 127.0.0.0/8 -p tcp --dport 30080 -j KUBE-EXT-OURS",
      "-D KUBE-SVC-BOTH ! -s 10.210.0.0/22 -d 10.211.0.1/32 -j KUBE-MARK-MASQ",
      "-D KUBE-SVC-BOTH -j KUBE-SEP-BOTH",
    ]);
  });

  it("take only chains with a name of ours away, and know no network, where none of ours is to be seen", () => {
    const tables = [{ family: "", table: "nat", saved: twoClusters }] as const;
    expect(ownNetworks(tables)).to.deep.equal([]);
    expect(removalScript(twoClusters, "nat", { networks: [], isShared: () => true })).to.equal(undefined);
  });

  it("say whose they are: the networks of our own chains, and the Services that are in none of them", () => {
    const ours = [
      "*filter",
      ":PLATFORM-INPUT - [0:0]",
      "-A PLATFORM-INPUT -d 10.210.0.0/22 -j DROP",
      "-A PLATFORM-INPUT -d 10.211.0.0/16 -j DROP",
    ].join("\n");
    const tables = [
      { family: "", table: "filter", saved: ours },
      { family: "", table: "nat", saved: twoClusters },
    ] as const;
    expect(ownNetworks(tables)).to.deep.equal(["10.210.0.0/22", "10.211.0.0/16"]);
    expect(foreignServices(tables, ownNetworks(tables))).to.deep.equal(["10.43.0.1", "10.43.9.9"]);
    const v6 = '-A KUBE-SERVICES -d fd00:43::a/128 -m comment --comment "b/db:sql cluster IP" -j KUBE-SVC-V6';
    expect(foreignServices([{ family: "6", table: "nat", saved: v6 }], alone.networks)).to.deep.equal(["fd00:43::a"]);
    expect(foreignServices([{ family: "6", table: "nat", saved: v6 }], ["fd00:43::/108"])).to.deep.equal([]);
  });

  const portMappings = (other: boolean): string =>
    [
      "*nat",
      ":PREROUTING ACCEPT [0:0]",
      ":CNI-HOSTPORT-DNAT - [0:0]",
      ":CNI-DN-ours - [0:0]",
      ...(other ? [":CNI-DN-theirs - [0:0]"] : []),
      "-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT",
      `-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"platform-embedded\\" id: \\"a\\"" -j CNI-DN-ours`,
      ...(other
        ? [`-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"podman\\" id: \\"b\\"" -j CNI-DN-theirs`]
        : []),
      "COMMIT",
    ].join("\n");

  it("take our port mappings away, and the shared chain with the last of them", () => {
    const script = lines(removalScript(portMappings(false), "nat", alone));
    expect(script).to.include.members([
      "-X CNI-DN-ours",
      "-X CNI-HOSTPORT-DNAT",
      "-D PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT",
    ]);
  });

  it("leave another user's port mappings and the shared chain they hang on", () => {
    const script = lines(removalScript(portMappings(true), "nat", alone));
    expect(script).to.include("-X CNI-DN-ours");
    expect(script.join("\n")).not.to.include("theirs");
    expect(script).not.to.include("-X CNI-HOSTPORT-DNAT");
    expect(script.filter((line) => line.startsWith("-D "))).to.deep.equal([
      `-D CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"platform-embedded\\" id: \\"a\\"" -j CNI-DN-ours`,
    ]);
  });

  it("ask for nothing where nothing is ours", () => {
    expect(removalScript("*raw\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n", "raw", alone)).to.equal(undefined);
  });

  it("let nobody outside the machine in, and no unanswered Service traffic out", () => {
    const rules = chainRules(chooseNetwork([]));
    expect(rules["PLATFORM-INPUT"].slice(-2)).to.deep.equal([
      ["-d", "10.210.0.0/22", "-j", "DROP"],
      ["-d", "10.211.0.0/16", "-j", "DROP"],
    ]);
    expect(rules["PLATFORM-FORWARD"].at(-1)).to.deep.equal(["-o", "platform0", "-j", "DROP"]);
    expect(rules["PLATFORM-FORWARD"][0]).to.deep.equal(["-d", "10.211.0.0/16", "-j", "REJECT"]);
    expect(rules["PLATFORM-OUTPUT"]).to.deep.equal([["-d", "10.211.0.0/16", "-j", "REJECT"]]);
  });
});

describe("the cluster's addresses", () => {
  it("are the first networks that no route covers", () => {
    expect(chooseNetwork(["192.168.0.0/16", "172.17.0.0/16"]).podCidr).to.equal("10.210.0.0/22");
    expect(chooseNetwork(["10.210.3.7"]).podCidr).to.equal("10.212.0.0/22");
    expect(chooseNetwork(["10.211.0.0/24", "10.212.0.0/14"]).podCidr).to.equal("10.216.0.0/22");
  });

  it("hang together", () => {
    expect(chooseNetwork([])).to.deep.equal({
      podCidr: "10.210.0.0/22",
      gateway: "10.210.0.1",
      prefixLength: 22,
      podRange: { start: "10.210.0.2", end: "10.210.2.254" },
      buildCidr: "10.210.3.0/24",
      serviceCidr: "10.211.0.0/16",
      apiServiceAddress: "10.211.0.1",
      dnsServiceAddress: "10.211.0.10",
    });
  });

  it("cannot be had where a route covers all candidates, and that is said", () => {
    expect(() => chooseNetwork(["10.0.0.0/8"])).to.throw(/overlaps a route[\s\S]*What to do: remove a route/);
  });
});
