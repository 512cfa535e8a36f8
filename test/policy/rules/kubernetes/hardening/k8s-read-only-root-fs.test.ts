import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-read-only-root-fs";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const ofContainer = pod("containers[0].securityContext.readOnlyRootFilesystem");
const ofInitContainer = pod("initContainers[0].securityContext.readOnlyRootFilesystem");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "a container that says nothing", change: remove(ofContainer), message: "found not set, wanted true" },
    { name: "a container that may write", change: set(ofContainer, false) },
    { name: "an init container that may write", change: set(ofInitContainer, false) },
    {
      name: "an ephemeral container that may write",
      of: "a Pod",
      change: set("spec.ephemeralContainers[0].securityContext.readOnlyRootFilesystem", false),
    },
    {
      name: "a patch that lets a container write",
      of: "a patch that leaves things out",
      change: set(ofContainer, false),
    },
    {
      name: "a container beside one that is not known yet",
      change: all(set(ofContainer, false), set(ofInitContainer, UNKNOWN)),
    },
  ],
  allowed: [{ name: "a Windows pod", change: all(set(pod("os.name"), "windows"), remove(ofContainer)) }],
  unknown: [
    { name: "an unknown value", change: set(ofContainer, UNKNOWN) },
    { name: "an unknown operating system", change: all(set(pod("os.name"), UNKNOWN), remove(ofContainer)) },
  ],
});
