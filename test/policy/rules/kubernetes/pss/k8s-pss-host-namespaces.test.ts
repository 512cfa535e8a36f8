import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-host-namespaces";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const fields = ["hostNetwork", "hostPID", "hostIPC"];

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...fields.flatMap((field) => [
      {
        name: `${field} of a Deployment`,
        change: set(pod(field), true),
        message: "found true, wanted false or not set",
      },
      { name: `${field} of a Pod`, of: "a Pod", change: set(`spec.${field}`, true) },
      { name: `${field} of a Rollout`, of: "a Rollout of Argo", change: set(pod(field), true) },
      { name: `${field} in a patch`, of: "a patch that leaves things out", change: set(pod(field), true) },
    ]),
    {
      name: "the node's processes where the network is not known yet",
      change: all(set(pod("hostPID"), true), set(pod("hostNetwork"), UNKNOWN)),
    },
  ],
  allowed: fields.map((field) => ({ name: `${field} that is false`, change: set(pod(field), false) })),
  unknown: fields.map((field) => ({ name: `${field} that is not known yet`, change: set(pod(field), UNKNOWN) })),
});
