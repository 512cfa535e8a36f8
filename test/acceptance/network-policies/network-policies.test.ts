import { expect } from "chai";
import { itChangesWithTheCluster } from "./changes";
import { itConnectsWhatIsDeclared } from "./matrix";
import { itNoticesWhoDoesNotEnforce } from "./probe";
import { itHoldsFromTheStart } from "./starts";
import { Shop } from "./shop";

/** A real cluster in a network of its own; the connections are real as well. */
describe("network policies on the embedded cluster", function () {
  this.timeout(300_000);
  let opened: Shop;
  const shop = (): Shop => opened;

  before(async () => {
    opened = await Shop.open();
  });
  after(async () => {
    await opened?.close();
  });

  describe("between pods, the node and the outside", () => itConnectsWhatIsDeclared(shop));

  describe("of new pods", () => itHoldsFromTheStart(shop));

  describe("while something changes", () => itChangesWithTheCluster(shop));

  describe("seen by a probe", () => itNoticesWhoDoesNotEnforce(shop));

  describe("after a stop", () => {
    it("leave nothing", async () => {
      const { cluster } = opened;
      expect((await cluster.cluster("stop")).code).to.equal(0);
      expect(cluster.run("nft", ["list", "tables"]).stdout).to.not.contain("platform-policies");
    });
  });
});
