import { expect } from "chai";
import { Announcements } from "../../../engine/kubernetes/run";

const template = (labels?: unknown) => ({ metadata: { labels }, spec: { containers: [] } });

/** What a run knows that declares one object. */
function declaring(kind: string, spec: Record<string, unknown> | undefined, labels?: Record<string, string>) {
  const announcements = new Announcements();
  const object = { apiVersion: "v1", kind, metadata: { name: "web", namespace: "shop", labels }, spec };
  announcements.announce("urn:web", object, false);
  return announcements;
}

describe("pods that a run announces", () => {
  const labels = { app: "web", tier: "front" };
  for (const [what, announcements] of [
    ["a Deployment", declaring("Deployment", { template: template(labels) })],
    ["a Rollout, as of any kind with a template", declaring("Rollout", { template: template(labels) })],
    ["a CronJob", declaring("CronJob", { jobTemplate: { spec: { template: template(labels) } } })],
    ["a Pod", declaring("Pod", { containers: [] }, labels)],
  ] as const) {
    it(`are those of ${what}, where all labels of the selector are theirs`, () => {
      expect(announcements.hasPods("shop", { app: "web" })).to.equal(true);
      expect(announcements.hasPods("shop", labels)).to.equal(true);
      expect(announcements.hasPods("shop", { app: "api" }), "another value").to.equal(false);
      expect(announcements.hasPods("shop", { ...labels, zone: "a" }), "one label more").to.equal(false);
      expect(announcements.hasPods("bank", { app: "web" }), "another namespace").to.equal(false);
    });
  }

  it("are not the objects that only have labels, nor templates that have none", () => {
    expect(declaring("Service", {}, labels).hasPods("shop", labels)).to.equal(false);
    expect(declaring("ConfigMap", undefined, labels).hasPods("shop", labels)).to.equal(false);
    expect(declaring("Deployment", { template: template() }, labels).hasPods("shop", labels)).to.equal(false);
    expect(declaring("Odd", { template: "text", jobTemplate: 1 }, labels).hasPods("shop", labels)).to.equal(false);
  });
});
