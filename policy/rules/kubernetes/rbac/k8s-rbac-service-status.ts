import { forbid, roles } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-service-status",
  title: "No role changes the status of Services",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_K8S_4", "CVE-2020-8554"],
  fields: ["rules[]"],
  why: "The addresses in the status of a load balancer draw the cluster's traffic for them to the Service.",
  fix: "Remove update and patch on services/status.",
  appliesTo: roles,
  check(resource, check) {
    forbid(resource, check, { groups: [""], resources: ["services/status"], verbs: ["update", "patch"] });
  },
});
