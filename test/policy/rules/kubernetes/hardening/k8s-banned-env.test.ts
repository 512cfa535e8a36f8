import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-banned-env";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const name = pod("containers[0].env[0].name");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "the variable", change: set(name, "GITSYNC_GIT"), message: "wanted a variable that is not banned" },
    { name: "its old name", change: set(name, "GIT_SYNC_GIT") },
    { name: "the variable in an init container", change: set(pod("initContainers[0].env[0].name"), "GITSYNC_GIT") },
    { name: "the variable in a patch", of: "a patch that leaves things out", change: set(name, "GITSYNC_GIT") },
    { name: "what this stack bans", change: set(name, "LD_PRELOAD"), parameters: { banned: ["LD_PRELOAD"] } },
    {
      name: "the variable beside one that is not known yet",
      change: all(set(name, "GITSYNC_GIT"), set(pod("containers[0].env[1].name"), UNKNOWN)),
    },
  ],
  allowed: [{ name: "another variable", change: set(name, "GITSYNC_REPO") }],
  unknown: [
    { name: "an unknown name", change: set(name, UNKNOWN) },
    { name: "unknown variables", change: set(pod("containers[0].env"), UNKNOWN) },
  ],
});
