import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-no-wildcards";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRoles } from "../../../support/rbac";

const verb = "rules[0].verbs[0]";
const resource = "rules[0].resources[0]";
const selector = "aggregationRule.clusterRoleSelectors[0]";

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    { name: "all verbs", change: set(verb, "*"), message: 'found "*", wanted a name, no wildcard' },
    { name: "all verbs in the second rule", change: set("rules[1].verbs[0]", "*") },
    { name: "all resources", change: set(resource, "*") },
    { name: "all resources and sub-resources", change: set(resource, "*/*") },
    { name: "all sub-resources of one", change: set(resource, "pods/*") },
    { name: "one sub-resource of all", change: set(resource, "*/scale") },
    { name: "all groups", change: set("rules[0].apiGroups[0]", "*") },
    { name: "all verbs in a ClusterRole", of: "a ClusterRole", change: set(verb, "*") },
    { name: "all verbs in a patch", of: "a patch that leaves things out", change: set(verb, "*") },
    { name: "all ClusterRoles together", of: "a ClusterRole", change: set(selector, {}), message: "wanted labels" },
    { name: "all ClusterRoles by no labels", of: "a ClusterRole", change: set(selector, { matchLabels: {} }) },
    { name: "a role that is not listed", change: set(verb, "*"), parameters: { operators: ["other"] } },
    {
      name: "all verbs beside one that is not known yet",
      change: set("rules[0].verbs", [UNKNOWN, "*"]),
      path: "rules[0].verbs[1]",
    },
    {
      name: "all verbs beside resources that are not known yet",
      change: set("rules[0]", { verbs: ["*"], resources: UNKNOWN }),
      path: verb,
    },
  ],
  allowed: [
    { name: "an operator that is listed", change: set(verb, "*"), parameters: { operators: ["we*"] } },
    { name: "URLs below a path", change: set("rules[2]", { nonResourceURLs: ["/healthz/*"], verbs: ["get"] }) },
    {
      name: "ClusterRoles by an expression",
      of: "a ClusterRole",
      change: set(selector, { matchExpressions: [{ key: "a", operator: "Exists" }] }),
    },
  ],
  unknown: [
    { name: "a verb that is not known yet", change: set(verb, UNKNOWN) },
    { name: "resources that are not known yet", change: set("rules[0].resources", UNKNOWN) },
    { name: "labels that are not known yet", of: "a ClusterRole", change: set(`${selector}.matchLabels`, UNKNOWN) },
    {
      name: "expressions that are not known yet",
      of: "a ClusterRole",
      change: set(selector, { matchExpressions: UNKNOWN }),
      path: `${selector}.matchExpressions`,
    },
  ],
});
