import { expect } from "chai";
import { namespaceOf } from "../../../policy/lib/kubernetes/namespace";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import type { Given } from "../support/changes";
import { stackOf, urnOf } from "../support/facts";

const place = (name: string, known: unknown = name): Given => ({
  name,
  type: "kubernetes:core/v1:Namespace",
  properties: { metadata: { name: known } },
});
const shop = place("shop");
const other = place("other");

describe("the namespace of an object", () => {
  const found = (namespace: unknown, dependencies: string[], ...given: Given[]) => {
    const object: Given = {
      type: "kubernetes:core/v1:ConfigMap",
      properties: { metadata: { name: "web", namespace } },
      dependencies: { metadata: dependencies },
    };
    const { stack, resource } = stackOf([object, ...given]);
    return namespaceOf(stack, resource("web"));
  };

  it("is the Namespace of the stack that it names, else the name", () => {
    expect(found("shop", [], other, shop)).to.equal(urnOf(shop));
    expect(found("elsewhere", [], shop)).to.equal("elsewhere");
    expect(found(undefined, [], shop)).to.equal("default");
  });

  it("is the Namespace that it depends on, as long as the name of either is not known yet", () => {
    expect(found(UNKNOWN, ["shop"], other, shop)).to.equal(urnOf(shop));
    const unnamed = place("unnamed", UNKNOWN);
    expect(found("late", ["unnamed"], unnamed)).to.equal(urnOf(unnamed));
  });

  it("is not a Namespace that it depends on for another reason", () => {
    expect(found("shop", ["other", "shop"], other, shop)).to.equal(urnOf(shop));
    expect(found("elsewhere", ["other"], other)).to.equal("elsewhere");
    expect(found(undefined, ["other"], other)).to.equal("default");
  });

  it("is the first of several of its name that it depends on, such as those of two clusters", () => {
    const twin = place("twin", "shop");
    expect(found("shop", ["twin", "shop"], shop, twin)).to.equal(urnOf(twin));
  });

  it("cannot be told by several that it depends on, or by none, while its name is not known yet", () => {
    expect(() => found(UNKNOWN, ["other", "shop"], other, shop)).to.throw(Undecided);
    expect(() => found(UNKNOWN, [], shop)).to.throw(Undecided);
  });
});
