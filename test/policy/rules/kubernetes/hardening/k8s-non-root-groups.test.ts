import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-non-root-groups";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofPod = pod("securityContext.runAsGroup");
const ofContainer = pod("containers[0].securityContext.runAsGroup");
const ofInitContainer = pod("initContainers[0].securityContext.runAsGroup");
const fsGroup = pod("securityContext.fsGroup");
const supplementalGroups = pod("securityContext.supplementalGroups");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "the root group of the pod",
      change: set(ofPod, 0),
      message: "found 0, wanted a group id other than 0",
      alone: true,
    },
    {
      name: "the root group of the pod though its containers have others",
      change: all(set(ofPod, 0), set(ofContainer, 1), set(ofInitContainer, 1)),
    },
    { name: "the root group of a container", change: set(ofContainer, 0) },
    { name: "the root group of an init container", change: set(ofInitContainer, 0) },
    { name: "no group at all", change: remove(ofPod), path: ofContainer, message: "found not set" },
    { name: "the root group for volumes", change: set(fsGroup, 0) },
    {
      name: "the root group among others",
      change: set(supplementalGroups, [1, 0]),
      path: `${supplementalGroups}[1]`,
    },
    { name: "the root group in a patch", of: "a patch that leaves things out", change: set(ofPod, 0) },
    {
      name: "the root group beside groups that are not known yet",
      change: all(set(ofContainer, 0), set(ofPod, UNKNOWN), set(fsGroup, UNKNOWN), set(supplementalGroups, UNKNOWN)),
    },
  ],
  allowed: [
    { name: "no group for volumes", change: remove(fsGroup) },
    { name: "other groups", change: set(supplementalGroups, [1, 2]) },
    {
      name: "groups of the containers alone",
      change: all(remove(ofPod), set(ofContainer, 1), set(ofInitContainer, 1)),
    },
    { name: "a Windows pod", change: all(remove(ofPod), set(pod("os.name"), "windows")) },
  ],
  unknown: [
    { name: "an unknown group of the pod", change: set(ofPod, UNKNOWN) },
    { name: "an unknown group of a container", change: set(ofContainer, UNKNOWN) },
    { name: "unknown other groups", change: set(supplementalGroups, UNKNOWN) },
  ],
});
