import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-no-host-aliases";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const aliases = pod("hostAliases");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "an alias",
      change: set(aliases, [{ ip: "10.0.0.1", hostnames: ["db"] }]),
      message: "wanted not set",
    },
    { name: "an alias in a patch", of: "a patch that leaves things out", change: set(aliases, [{ ip: "10.0.0.1" }]) },
  ],
  allowed: [{ name: "an empty list", change: set(aliases, []) }],
  unknown: [{ name: "unknown aliases", change: set(aliases, UNKNOWN) }],
});
