import { expect } from "chai";
import { chainRules, removalScript } from "../../../local/cluster/packet-filter";
import { chooseNetwork } from "../../../local/cluster/network";

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
    expect(lines(removalScript(saved, "filter"))).to.deep.equal([
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
    const script = lines(removalScript(portMappings(false), "nat"));
    expect(script).to.include.members([
      "-X CNI-DN-ours",
      "-X CNI-HOSTPORT-DNAT",
      "-D PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT",
    ]);
  });

  it("leave another user's port mappings and the shared chain they hang on", () => {
    const script = lines(removalScript(portMappings(true), "nat"));
    expect(script).to.include("-X CNI-DN-ours");
    expect(script.join("\n")).not.to.include("theirs");
    expect(script).not.to.include("-X CNI-HOSTPORT-DNAT");
    expect(script.filter((line) => line.startsWith("-D "))).to.deep.equal([
      `-D CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"platform-embedded\\" id: \\"a\\"" -j CNI-DN-ours`,
    ]);
  });

  it("ask for nothing where nothing is ours", () => {
    expect(removalScript("*raw\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n", "raw")).to.equal(undefined);
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
