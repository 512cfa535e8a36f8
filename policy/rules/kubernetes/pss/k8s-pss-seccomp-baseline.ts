import { workloads } from "../../../lib/kubernetes/kinds";
import { isUnsetOr, PROFILES, securityContexts } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pss-seccomp-baseline",
  title: "No container gives up its seccomp profile",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline seccompProfile", "KSV-0104"],
  fields: ["securityContext.seccompProfile.type", "containers[].securityContext.seccompProfile.type"],
  why: "An unconfined container may use every system call of the kernel, also where the cluster would confine it by default.",
  fix: "Set seccompProfile.type to RuntimeDefault, or to Localhost with a profile of your own.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    for (const context of securityContexts(pod))
      check.expect(
        context.at("seccompProfile", "type"),
        isUnsetOr(...PROFILES),
        `${PROFILES.join(" or ")}, or not set`,
      );
  },
});
