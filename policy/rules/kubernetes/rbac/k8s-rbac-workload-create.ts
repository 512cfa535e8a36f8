import { CHANGES, forbid, roles } from "../../../lib/kubernetes/rbac";
import { isListed, RESOURCES } from "../../../lib/listed";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ deployers: string[] }>({
  id: "k8s-rbac-workload-create",
  title: "Only known deployers run programs",
  severity: "medium",
  levels: { dev: "disabled", production: "advisory" },
  references: ["KSV-0048", "kube-linter access-to-create-pods", "CIS EKS 4.1.4"],
  fields: ["rules[]"],
  why: "Who makes pods mounts every Secret of the namespace and acts as any of its accounts.",
  fix: "Remove create, update and patch on pods and their controllers, or list the role in the parameter deployers.",
  appliesTo: roles,
  parameters: {
    deployers: {
      ...RESOURCES,
      description: "Roles that may deploy, by the name or URN of the resource; * stands for any run of characters.",
      default: [],
    },
  },
  check(resource, check) {
    if (isListed(resource, check.parameters.deployers)) return;
    forbid(
      resource,
      check,
      { groups: [""], resources: ["pods", "replicationcontrollers"], verbs: CHANGES },
      {
        groups: ["apps", "extensions"],
        resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
        verbs: CHANGES,
      },
      { groups: ["batch"], resources: ["jobs", "cronjobs"], verbs: CHANGES },
      { groups: ["argoproj.io"], resources: ["rollouts"], verbs: CHANGES },
    );
  },
});
