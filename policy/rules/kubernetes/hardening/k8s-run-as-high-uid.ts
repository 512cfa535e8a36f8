import { workloads } from "../../../lib/kubernetes/kinds";
import { effective, podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

/** User ids below this one may belong to a user of the node. */
const LOWEST = 10_000;

export default defineRule({
  id: "k8s-run-as-high-uid",
  title: "Every container runs as a user id that no user of the node has",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_K8S_40", "KSV-0020", "kube-score container-security-context-user-group-id"],
  fields: ["securityContext.runAsUser", "containers[].securityContext.runAsUser", "hostUsers"],
  why: "A process that gets out of its container has the rights of the node's user with the same id.",
  fix: "Set securityContext.runAsUser of the pod to 10000 or more, and make the image's files readable for that user.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    // Windows has no user ids; in a user namespace of its own a pod's ids are not the node's.
    if (!pod || pod.at("os", "name").text() === "windows" || pod.at("hostUsers").read() === false) return;
    // Several containers may get theirs from the pod, which is at fault once.
    const users = new Map(
      pod
        .containers()
        .map(({ node }) => effective(node, pod, "runAsUser"))
        .map((user) => [user.path, user]),
    );
    for (const user of users.values()) {
      const isHigh = (value: unknown) => typeof value === "number" && value >= LOWEST;
      check.expect(user, isHigh, `${LOWEST} or more, here or for the pod`);
    }
  },
});
