import { workloads } from "../../../lib/kubernetes/kinds";
import { isUnsetOr, PROFILES, securityContexts } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

/** What the annotation of a container starts with that Kubernetes had before it had the field, and still reads. */
const ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

export default defineRule({
  id: "k8s-pss-apparmor",
  title: "No container gives up its AppArmor profile",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline appArmorProfile", "KSV-0002"],
  fields: [
    "securityContext.appArmorProfile.type",
    "containers[].securityContext.appArmorProfile.type",
    `metadata.annotations["${ANNOTATION}*"]`,
  ],
  why: "The runtime's profile stops writes to kernel interfaces and mounts that a container has no use for, but an intruder has.",
  fix: "Remove the profile, or use RuntimeDefault or a Localhost profile.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    for (const context of securityContexts(pod))
      check.expect(
        context.at("appArmorProfile", "type"),
        isUnsetOr(...PROFILES),
        `${PROFILES.join(" or ")}, or not set`,
      );
    for (const [key, annotation] of pod.metadata.at("annotations").entries()) {
      if (key.startsWith(ANNOTATION))
        check.expect(annotation, isAllowed, "runtime/default or localhost/ and a profile's name, or not set");
    }
  },
});

function isAllowed(annotation: unknown): boolean {
  return (
    isUnsetOr("", "runtime/default")(annotation) ||
    (typeof annotation === "string" && annotation.startsWith("localhost/"))
  );
}
