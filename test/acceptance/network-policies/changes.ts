import { expect } from "chai";
import { policyStatus } from "../../../embedded/cluster/policies";
import { eventually } from "../../support/eventually";
import { connections } from "../../support/pod-network";
import { denyAll, OUTSIDER, WEB, type Shop } from "./shop";

/** What happens to connections when policies, their controller or the packet filter change. */
export function itChangesWithTheCluster(opened: () => Shop): void {
  it("cuts connections that a new policy forbids", async () => {
    const { cluster, network, street } = opened();
    const passerBy = street["passer-by"]!.network;
    const talk = opened().start(passerBy, "talk", OUTSIDER, String(WEB));
    await eventually("the connection talks", () => {
      expect(talk.lines.length).to.be.above(5);
      return Promise.resolve();
    });
    network.apply(denyAll("street"));
    const applied = Date.now();
    await eventually("the connection is cut", () => {
      expect(talk.lines.at(-1)).to.equal("ECONNRESET");
      return Promise.resolve();
    });
    expect(Number(talk.lines.at(-2)) - applied).to.be.below(5000);
    cluster.kubectl(["delete", "networkpolicy", "deny-all", "--namespace=street"]);
    await eventually("it may connect again", async () => {
      expect(await connections(passerBy, [{ host: OUTSIDER, port: WEB }])).to.deep.equal(["connected"]);
    });
  });

  it("opens nothing when the controller dies and comes back", async () => {
    const { cluster, shop } = opened();
    const refused = opened().start(shop.clerk!.network, "poll", shop.api!.address, String(WEB), "2");
    const allowed = opened().start(shop.web!.network, "poll", shop.api!.address, String(WEB), "2");
    for (let round = 0; round < 3; round++) {
      const pidOf = async (): Promise<number | undefined> =>
        (await cluster.status()).services.find(({ name }) => name === "network-policy-controller")?.pid;
      const old = await pidOf();
      process.kill(old!, "SIGKILL");
      await eventually("a new controller enforces", async () => {
        expect(await pidOf())
          .to.be.a("number")
          .and.not.equal(old);
        expect((await policyStatus(cluster.layout)).enforced).to.equal(true);
      });
    }
    await Promise.all([refused.end(), allowed.end()]);
    expect(refused.attempts().length).to.be.above(100);
    expect(refused.attempts().filter(({ result }) => result === "connected")).to.deep.equal([]);
    expect(allowed.attempts().filter(({ result }) => result !== "connected")).to.deep.equal([]);
  });

  it("repairs its table when another program empties the packet filter", async () => {
    const { cluster, shop } = opened();
    const before = (await policyStatus(cluster.layout)).foreignChanges;
    const refused = opened().start(shop.clerk!.network, "poll", shop.api!.address, String(WEB), "1");
    await eventually("the poll runs", () => {
      expect(refused.lines.length).to.be.above(50);
      return Promise.resolve();
    });
    const flushed = Date.now();
    expect(cluster.run("nft", ["flush", "ruleset"]).code).to.equal(0);
    await eventually("the table is whole again", async () => {
      expect((await policyStatus(cluster.layout)).foreignChanges).to.be.above(before);
      const chain = ["list", "chain", "inet", "platform-policies", "egress/shop/deny-all"];
      expect(cluster.run("nft", chain).code).to.equal(0);
    });
    await eventually("what is forbidden is refused again", () => {
      expect(
        refused
          .attempts()
          .slice(-50)
          .map(({ result }) => result),
      ).to.not.include("connected");
      return Promise.resolve();
    });
    await refused.end();
    const through = refused.attempts().filter(({ at, result }) => at >= flushed && result === "connected");
    const gap = Math.max(0, ...through.map(({ at }) => at - flushed));
    expect(gap).to.be.below(2000);
    // The others' rules come back by themselves, or by a start.
    expect((await cluster.cluster("start")).code).to.equal(0);
  });
}
