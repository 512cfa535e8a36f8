import { forbid, roles } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-nodes-proxy",
  title: "No role reaches the kubelets through the API server",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV2_K8S_2", "KSV-0047", "Kyverno restrict-clusterrole-nodesproxy"],
  fields: ["rules[]"],
  why: "Access to nodes/proxy runs commands in every pod of a node, past admission and the audit log.",
  fix: "Remove nodes/proxy; nodes/metrics and nodes/stats are enough for monitoring.",
  appliesTo: roles,
  check(resource, check) {
    forbid(resource, check, { groups: [""], resources: ["nodes/proxy"], verbs: ["*"] });
  },
});
