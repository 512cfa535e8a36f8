import { expect } from "chai";
import { byPolicies, byServices, isSelected, type Selection } from "../../../policy/lib/kubernetes/selecting";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import type { Given } from "../support/changes";
import { stackOf } from "../support/facts";

const metadata = { namespace: "shop" };
const workload = (labels: unknown): Given => ({
  name: "web",
  type: "kubernetes:apps/v1:Deployment",
  properties: { metadata, spec: { template: { metadata: { labels } } } },
});
const service = (selector: unknown, name = "service"): Given => ({
  name,
  type: "kubernetes:core/v1:Service",
  properties: { metadata, spec: { selector } },
});
const policy = (podSelector: unknown): Given => ({
  name: "policy",
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  properties: { metadata, spec: { podSelector } },
});

function selected(selection: Selection, labels: unknown, ...selecting: Given[]): boolean {
  const { stack, resource } = stackOf([workload(labels), ...selecting]);
  return isSelected(stack, selection, resource("web"));
}

describe("workloads that are selected", () => {
  const labels = { app: "web", tier: "front" };

  it("are so by a Service that asks for some of their labels", () => {
    expect(selected(byServices, labels, service({ tier: "front" }))).to.equal(true);
    expect(selected(byServices, labels, service({ tier: "back" }))).to.equal(false);
    expect(selected(byServices, labels, service({ app: "web", tier: "back" }))).to.equal(false);
  });

  it("are so whatever odd values other labels have", () => {
    expect(selected(byServices, { app: "web", odd: { toString: null } }, service({ app: "web" }))).to.equal(true);
    expect(selected(byServices, { app: 1 }, service({ app: "1" }))).to.equal(false);
  });

  it("are not so by a Service without a selector, but by a policy without one", () => {
    for (const none of [undefined, {}]) {
      expect(selected(byServices, labels, service(none))).to.equal(false);
      expect(selected(byPolicies, labels, policy(none))).to.equal(true);
    }
  });

  it("are so by a policy that selects every pod, whatever their labels will be, which nobody needs to know then", () => {
    const { stack, resource, notes } = stackOf([workload(UNKNOWN), policy({})]);
    expect(isSelected(stack, byPolicies, resource("web"))).to.equal(true);
    expect([...notes]).to.deep.equal([]);
  });

  it("cannot be told of labels that are not known yet", () => {
    expect(() => selected(byServices, UNKNOWN, service({ tier: "front" }))).to.throw(Undecided);
    expect(() => selected(byServices, { app: "web", tier: UNKNOWN }, service({ tier: "front" }))).to.throw(Undecided);
  });

  it("cannot be told by a selector that is not known yet", () => {
    expect(() => selected(byServices, labels, service(UNKNOWN))).to.throw(Undecided);
    expect(() => selected(byServices, labels, service({ app: UNKNOWN }))).to.throw(Undecided);
  });

  it("are compared only with what asks for a label of theirs", () => {
    const asked: string[] = [];
    const watching: Selection = {
      ...byServices,
      picks: (resource, of) => {
        asked.push(resource.name);
        return byServices.picks(resource, of);
      },
    };
    const others = ["one", "two", "three"].map((name) => service({ app: name }, name));
    expect(selected(watching, labels, ...others, service({ app: "web" }))).to.equal(true);
    expect(asked).to.deep.equal(["service"]);
  });
});
