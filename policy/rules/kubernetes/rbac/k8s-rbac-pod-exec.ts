import { forbid, roles } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-pod-exec",
  title: "No role enters running pods",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_K8S_2", "KSV-0053", "KSV-0054", "polaris rolePodExecAttach", "polaris clusterrolePodExecAttach"],
  fields: ["rules[]"],
  why: "A shell in a pod has its secrets, its account and its network, and changes what no image and no review show.",
  fix: "Remove pods/exec, pods/attach, pods/portforward and pods/ephemeralcontainers; give such access for a time, to people.",
  appliesTo: roles,
  check(resource, check) {
    forbid(
      resource,
      check,
      { groups: [""], resources: ["pods/exec", "pods/attach", "pods/portforward"], verbs: ["create", "get"] },
      { groups: [""], resources: ["pods/ephemeralcontainers"], verbs: ["update", "patch"] },
    );
  },
});
