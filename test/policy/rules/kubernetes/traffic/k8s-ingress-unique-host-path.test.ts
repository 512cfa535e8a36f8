import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-ingress-unique-host-path";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngress } from "../../../support/traffic";

const entry = "spec.rules[0].http.paths[0]";
const same = set(`${entry}.path`, "/", "api");
const api = goodIngress({ name: "api" });
api.properties.spec = JSON.parse(JSON.stringify(api.properties.spec).replace('"/"', '"/api"'));

describeRule(rule, {
  baselines: { "two Ingresses": [goodIngress(), api] },
  mutations: [
    { name: "one path in both", change: same, path: entry, message: '["nginx","shop.example.org","/"] as in api' },
    { name: "it in the other one too", change: same, path: entry, resource: "api", message: "as in web" },
    { name: "another namespace", change: all(same, set("metadata.namespace", "other", "api")), path: entry },
    {
      name: "a slash at the end of a prefix",
      change: all(set(`${entry}.path`, "/api/")),
      path: entry,
    },
    { name: "no path, which is all of them", change: all(remove(`${entry}.path`, "api")), path: entry },
    {
      name: "no hosts",
      change: all(same, remove("spec.rules[0].host"), remove("spec.rules[0].host", "api")),
      path: entry,
    },
    {
      name: "the host in capitals",
      change: all(same, set("spec.rules[0].host", "SHOP.example.org", "api")),
      path: entry,
    },
    {
      name: "the class by its annotation",
      change: all(
        same,
        remove("spec.ingressClassName"),
        set('metadata.annotations["kubernetes.io/ingress.class"]', "nginx"),
      ),
      path: entry,
    },
    {
      name: "one path in both beside another that is not known yet",
      change: all(same, set("spec.rules[0].http.paths[1]", { path: UNKNOWN })),
      path: entry,
    },
  ],
  allowed: [
    { name: "another host", change: all(same, set("spec.rules[0].host", "api.example.org", "api")) },
    { name: "another class", change: all(same, set("spec.ingressClassName", "alb", "api")) },
    {
      name: "exact paths with a slash and without",
      change: all(set(`${entry}.path`, "/api/"), set(`${entry}.pathType`, "Exact")),
    },
    { name: "a path twice in one Ingress", change: set("spec.rules[0].http.paths[1]", { path: "/" }) },
    {
      name: "a canary",
      change: all(same, set('metadata.annotations["nginx.ingress.kubernetes.io/canary"]', "true", "api")),
    },
    { name: "a patch", change: all(same, state({ type: "kubernetes:networking.k8s.io/v1:IngressPatch" }, "api")) },
  ],
  unknown: [
    { name: "a host that is not known yet", change: all(set("spec.rules[0].host", UNKNOWN), same) },
    { name: "a class that is not known yet", change: all(set("spec.ingressClassName", UNKNOWN), same) },
  ],
});
