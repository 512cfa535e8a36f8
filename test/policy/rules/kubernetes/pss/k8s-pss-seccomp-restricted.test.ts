import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-seccomp-restricted";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.seccompProfile.type");
const ofContainer = pod("containers[0].securityContext.seccompProfile.type");
const ofInitContainer = pod("initContainers[0].securityContext.seccompProfile.type");
const removed = remove(pod("securityContext.seccompProfile"));
const ofCronJob = (path: string) => `spec.jobTemplate.spec.template.spec.${path}`;

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "no profile at all",
      change: removed,
      path: ofContainer,
      message: "found not set, wanted RuntimeDefault or Localhost, here or for the pod",
    },
    { name: "a pod without a profile", change: set(ofPod, "Unconfined") },
    { name: "a container that gives up the pod's profile", change: set(ofContainer, "Unconfined") },
    {
      name: "a pod without a profile whose containers have one",
      change: all(set(ofPod, "Unconfined"), set(ofContainer, "RuntimeDefault"), set(ofInitContainer, "RuntimeDefault")),
    },
    {
      name: "an ephemeral container without a profile",
      of: "a Pod",
      change: all(
        remove("spec.securityContext.seccompProfile"),
        set("spec.containers[0].securityContext.seccompProfile.type", "RuntimeDefault"),
        set("spec.initContainers[0].securityContext.seccompProfile.type", "RuntimeDefault"),
      ),
      path: "spec.ephemeralContainers[0].securityContext.seccompProfile.type",
    },
    {
      name: "a patch that takes the profile away",
      of: "a patch that leaves things out",
      change: set(ofPod, "Unconfined"),
    },
  ],
  allowed: [
    { name: "Localhost", change: set(ofPod, "Localhost") },
    {
      name: "profiles of the containers alone",
      change: all(removed, set(ofContainer, "RuntimeDefault"), set(ofInitContainer, "RuntimeDefault")),
    },
    {
      name: "profiles of the containers of a CronJob alone",
      of: "a CronJob",
      change: all(
        remove(ofCronJob("securityContext.seccompProfile")),
        set(ofCronJob("containers[0].securityContext.seccompProfile.type"), "RuntimeDefault"),
        set(ofCronJob("initContainers[0].securityContext.seccompProfile.type"), "Localhost"),
      ),
    },
    { name: "a Windows pod", change: all(removed, set(pod("os.name"), "windows")) },
  ],
  unknown: [
    { name: "an unknown profile of the pod", change: set(ofPod, UNKNOWN) },
    { name: "an unknown profile of a container", change: set(ofContainer, UNKNOWN) },
  ],
  remediated: [{ name: "a pod without a profile", change: removed, set: { [ofPod]: "RuntimeDefault" } }],
  spared: [{ name: "a Windows pod", change: all(removed, set(pod("os.name"), "windows")) }],
});
