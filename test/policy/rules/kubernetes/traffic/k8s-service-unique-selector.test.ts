import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-service-unique-selector";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService } from "../../../support/traffic";

const selector = "spec.selector";
const key = `${selector}["app.kubernetes.io/name"]`;
const same = set(key, "web", "api");
const api = goodService({ name: "api" });
api.properties.spec = { ...(api.properties.spec as object), selector: { "app.kubernetes.io/name": "api" } };

describeRule(rule, {
  baselines: { "two Services": [goodService(), api] },
  mutations: [
    { name: "one selector in both", change: same, path: selector, message: "as in api, wanted labels of its own" },
    { name: "it in the other one too", change: same, path: selector, resource: "api", message: "as in web" },
    {
      name: "the same labels in another order",
      change: all(set(selector, { a: "1", b: "2" }), set(selector, { b: "2", a: "1" }, "api")),
    },
    { name: "one that is not listed", change: same, path: selector, parameters: { shared: ["other"] } },
  ],
  allowed: [
    { name: "one that is listed", change: same, parameters: { shared: ["api"] } },
    { name: "another namespace", change: all(same, set("metadata.namespace", "other", "api")) },
    {
      name: "the same values of other labels",
      change: all(set(selector, { a: "1" }), set(selector, { b: "1" }, "api")),
    },
    { name: "no selectors", change: all(remove(selector), remove(selector, "api")) },
    { name: "names outside of the cluster", change: all(same, set("spec.type", "ExternalName", "api")) },
    { name: "a patch", change: all(same, state({ type: "kubernetes:core/v1:ServicePatch" }, "api")) },
  ],
  unknown: [
    { name: "a label that is not known yet", change: set(key, UNKNOWN) },
    { name: "a namespace that is not known yet", change: all(set("metadata.namespace", UNKNOWN), same) },
  ],
});
