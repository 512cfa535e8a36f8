import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-workload-create";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

const deploys = granting("create", "deployments", "apps");

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("create", "pods"),
    { name: "Deployments", change: deploys, path: LAST, message: "wanted no create, update, patch on deployments" },
    { name: "a role that is not listed", change: deploys, path: LAST, parameters: { deployers: ["other"] } },
    { name: "StatefulSets", change: granting("patch", "statefulsets", "apps"), path: LAST },
    { name: "DaemonSets", change: granting("update", "daemonsets", "apps"), path: LAST },
    { name: "ReplicaSets", change: granting("update", "replicasets", "apps"), path: LAST },
    { name: "ReplicaSets of old", change: granting("update", "replicasets", "extensions"), path: LAST },
    { name: "ReplicationControllers", change: granting("create", "replicationcontrollers"), path: LAST },
    { name: "Jobs", change: granting("create", "jobs", "batch"), path: LAST },
    { name: "CronJobs", change: granting("create", "cronjobs", "batch"), path: LAST },
    { name: "Rollouts", change: granting("patch", "rollouts", "argoproj.io"), path: LAST },
  ],
  allowed: [
    ...close("create", "pods"),
    { name: "a listed deployer", change: deploys, parameters: { deployers: ["we*"] } },
    { name: "reading and deleting", change: granting("get list watch delete", "pods") },
    { name: "scaling", change: granting("patch", "deployments/scale", "apps") },
  ],
  unknown: undecided("create", "pods"),
});
