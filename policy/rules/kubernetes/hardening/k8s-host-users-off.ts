import { workloads } from "../../../lib/kubernetes/kinds";
import { effective, podTemplate, type PodTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-host-users-off",
  title: "A pod that may run as root, or adds capabilities, has a user namespace of its own",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["PSS 1.35 relaxation"],
  fields: [
    "hostUsers",
    "containers[].securityContext.runAsUser",
    "containers[].securityContext.runAsNonRoot",
    "containers[].securityContext.capabilities.add",
  ],
  why: "In a user namespace of its own the pod's root is nobody on the node, and its capabilities end at the pod.",
  fix: "Set hostUsers of the pod to false, or run it as another user and without added capabilities.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource)!;
    const hostUsers = pod.at("hostUsers");
    // Windows has no user namespaces.
    if (hostUsers.value === false || pod.at("os", "name").text() === "windows") return;
    const reasons: string[] = [];
    check.each(pod.containers(), ({ node }) => {
      if (mayBeRoot(node, pod, resource.kind.isPatch)) reasons.push(`${node.path} may run as root`);
    });
    check.each(pod.containers(), ({ node }) => {
      if (node.at("securityContext", "capabilities", "add").strings().length > 0)
        reasons.push(`${node.path} adds capabilities`);
    });
    const [reason] = reasons;
    if (reason !== undefined) check.expect(hostUsers, (value) => value === false, `false, since ${reason}`);
  },
});

/** Whether a container is not kept from running as root. What a patch leaves out, something else may say. */
function mayBeRoot(container: Node, pod: PodTemplate, isPatch: boolean): boolean {
  const user = effective(container, pod, "runAsUser").number();
  if (user !== undefined) return user === 0;
  return !isPatch && !effective(container, pod, "runAsNonRoot").isTrue();
}
