import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-control-plane-logs";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

const logs = "enabledClusterLogTypes";

describeRule(rule, {
  baselines: { "a cluster with all logs": [goodCluster()] },
  mutations: [
    { name: "no logs", change: remove(logs), message: "also api, audit, authenticator, controllerManager, scheduler" },
    { name: "an empty list", change: set(logs, []) },
    {
      name: "logs of which one is missing",
      change: set(logs, ["api", "audit", "authenticator", "scheduler"]),
      message: "also controllerManager",
    },
    {
      name: "the one that is configured missing",
      change: set(logs, ["api"]),
      parameters: { logs: ["audit"] },
      message: "also audit",
    },
  ],
  allowed: [
    {
      name: "all logs beside one that is not known yet",
      change: set(logs, [UNKNOWN, "api", "audit", "authenticator", "controllerManager", "scheduler"]),
    },
    {
      name: "the audit log alone where that is configured",
      change: set(logs, ["audit"]),
      parameters: { logs: ["audit"] },
    },
  ],
  unknown: [
    { name: "unknown logs", change: set(logs, UNKNOWN) },
    { name: "an unknown log", change: set(logs, ["audit", UNKNOWN]), path: `${logs}[1]` },
  ],
  remediated: [
    {
      name: "a cluster without logs",
      change: remove(logs),
      set: { [logs]: ["api", "audit", "authenticator", "controllerManager", "scheduler"] },
    },
    {
      name: "a cluster without the log that is configured",
      change: remove(logs),
      parameters: { logs: ["audit"] },
      set: { [logs]: ["audit"] },
    },
  ],
});
