import { workloads } from "../../../lib/kubernetes/kinds";
import { isOff, securityContexts } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pss-windows-host-process",
  title: "No container of Windows runs as a process of its node",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline windowsHostProcess", "KSV-0103", "polaris hostProcess"],
  fields: ["securityContext.windowsOptions.hostProcess", "containers[].securityContext.windowsOptions.hostProcess"],
  why: "A host process has the node's own files, network and users: it is to Windows what a privileged container is to Linux.",
  fix: "Remove windowsOptions.hostProcess.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    for (const context of securityContexts(pod))
      check.expect(context.at("windowsOptions", "hostProcess"), isOff, "false or not set");
  },
});
