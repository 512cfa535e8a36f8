import { expect } from "chai";
import { alertOf } from "../../../policy/lib/kubernetes/alert";
import { keepsData, savedBySchedule } from "../../../policy/lib/kubernetes/backup";
import { canonical } from "../../../policy/lib/kubernetes/canonical";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import type { Given } from "../support/changes";
import { nodeOf, resourceOf, stackOf } from "../support/facts";

describe("data", () => {
  const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
  const claim = (name: string, namespace: unknown): Given => ({
    name,
    type: CLAIM,
    properties: { metadata: { name, namespace, labels: { app: name } } },
  });
  const saved = (template: Record<string, unknown>, ...claims: Given[]) => {
    const schedule = { name: "schedule", type: "kubernetes:velero.io/v1:Schedule", properties: { spec: { template } } };
    const { stack, resource } = stackOf([schedule, ...claims]);
    return savedBySchedule(stack, resource("schedule")).map(({ name }) => name);
  };

  it("is kept by a claim, and by a StatefulSet with volumes of its own, if that is known", () => {
    const set = (volumeClaimTemplates?: unknown) =>
      resourceOf("kubernetes:apps/v1:StatefulSet", { spec: { volumeClaimTemplates } });
    expect(keepsData(resourceOf(CLAIM, {}))).to.equal(true);
    expect(keepsData(set([{}]))).to.equal(true);
    expect(keepsData(set())).to.equal(false);
    expect(() => keepsData(set(UNKNOWN))).to.throw(Undecided);
  });

  it("is saved wherever it is, unless a namespace is left out: then that has to be known", () => {
    const all = [claim("web", "shop"), claim("api", UNKNOWN)];
    expect(saved({}, ...all)).to.deep.equal(["web", "api"]);
    expect(saved({ excludedNamespaces: ["shop"] }, claim("web", "shop"), claim("api", "other"))).to.deep.equal(["api"]);
    expect(() => saved({ excludedNamespaces: ["shop"] }, ...all)).to.throw(Undecided);
  });

  it("is saved by any of several selectors", () => {
    const all = [claim("web", "shop"), claim("api", "shop"), claim("db", "shop")];
    const selector = (app: string) => ({ matchLabels: { app } });
    expect(saved({ labelSelector: selector("db") }, ...all)).to.deep.equal(["db"]);
    expect(saved({ orLabelSelectors: [selector("web"), selector("api")] }, ...all)).to.deep.equal(["web", "api"]);
    expect(() => saved({ orLabelSelectors: UNKNOWN }, ...all)).to.throw(Undecided);
  });
});

describe("what an alert is about", () => {
  const alert = (rule: Record<string, unknown>, labels: Record<string, unknown> = {}) => {
    const object = {
      type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
      properties: {
        metadata: { namespace: "shop", labels },
      },
    };
    const { stack, resource } = stackOf([object]);
    return alertOf(stack, resource("web"), nodeOf(rule));
  };

  it("is what the selectors of its expression name", () => {
    expect(alert({ expr: 'up{namespace="shop", pod=~"(web|api)-.+"} == 0' })).to.deep.include({
      namespaces: ["shop"],
      workloads: ["web", "api"],
    });
    // Only a pattern has alternatives and wildcards.
    expect(alert({ expr: 'up{pod="web|api.+"}' }).workloads).to.deep.equal(["web|api.+"]);
  });

  it("is not known as long as its labels are not", () => {
    const covers = { "platform.covers": "namespace" };
    expect(alert({ expr: "up == 0" }, covers)).to.deep.include({ namespaces: ["shop"], workloads: undefined });
    expect(() => alert({ expr: "up == 0", labels: UNKNOWN }, covers)).to.throw(Undecided);
  });
});

describe("the text of a value", () => {
  const text = (value: unknown) => canonical(nodeOf(value));

  it("is the same for equal values, whatever the order of keys", () => {
    expect(text({ a: 1, b: [{ c: 2, d: 3 }] })).to.equal(text({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(text(null)).to.equal(text(undefined));
  });

  it("is another for other values", () => {
    const values = [1, 2, "1", true, null, [], [1], [1, 2], [2, 1], {}, { a: 1 }, { a: 2 }, { b: 1 }, { a: [1] }];
    expect(new Set(values.map(text)).size).to.equal(values.length);
  });

  it("is not known where a part of it is not", () => {
    for (const value of [UNKNOWN, [UNKNOWN], { a: [{ b: UNKNOWN }] }]) expect(() => text(value)).to.throw(Undecided);
  });
});
