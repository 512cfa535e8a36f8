import { forbid, roles, WRITES } from "../../../lib/kubernetes/rbac";
import { isListed, RESOURCES } from "../../../lib/listed";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ controllers: string[] }>({
  id: "k8s-rbac-network-writes",
  title: "Roles of applications leave the network as it is",
  severity: "medium",
  levels: { dev: "advisory", production: "advisory" },
  references: ["KSV-0056", "Kyverno restrict-edit-for-endpoints"],
  fields: ["rules[]"],
  why: "Who changes Services, endpoints, Ingresses or network policies leads the traffic of others to himself, or opens what was closed.",
  fix: "Remove the verbs that write, or list the role of a network controller in the parameter controllers.",
  appliesTo: roles,
  parameters: {
    controllers: {
      ...RESOURCES,
      description:
        "Roles that run the network, by the name or URN of the resource; * stands for any run of characters.",
      default: [],
    },
  },
  check(resource, check) {
    if (isListed(resource, check.parameters.controllers)) return;
    forbid(
      resource,
      check,
      { groups: [""], resources: ["services", "endpoints"], verbs: WRITES },
      { groups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: WRITES },
      { groups: ["networking.k8s.io", "extensions"], resources: ["networkpolicies", "ingresses"], verbs: WRITES },
    );
  },
});
