import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-windows-host-process";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inSecurityContexts } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.windowsOptions.hostProcess");
const ofContainer = pod("containers[0].securityContext.windowsOptions.hostProcess");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: inSecurityContexts("a process of the node", "windowsOptions.hostProcess", true),
  allowed: [
    { name: "a pod whose containers are none", change: set(ofPod, false) },
    { name: "a container that is none", change: set(ofContainer, false) },
    { name: "other options", change: set(pod("securityContext.windowsOptions"), { runAsUserName: "ContainerUser" }) },
  ],
  unknown: [
    { name: "an unknown value of the pod", change: set(ofPod, UNKNOWN) },
    { name: "an unknown value of a container", change: set(ofContainer, UNKNOWN) },
  ],
});
