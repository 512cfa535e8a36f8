import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-no-default-service-account";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const account = pod("serviceAccountName");
const old = pod("serviceAccount");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "no account", change: remove(account), message: "found not set, wanted the name of a ServiceAccount" },
    { name: "an empty account", change: set(account, "") },
    { name: "the account default", change: set(account, "default") },
    { name: "the old field", change: set(old, "web"), message: "since serviceAccountName took its place" },
    { name: "the old field alone", change: all(remove(account), set(old, "web")) },
    { name: "the account default in a patch", of: "a patch that leaves things out", change: set(account, "default") },
    { name: "the old field beside a name that is not known yet", change: all(set(old, "web"), set(account, UNKNOWN)) },
  ],
  allowed: [{ name: "an old field that is empty", change: set(old, "") }],
  unknown: [
    { name: "an unknown account", change: set(account, UNKNOWN) },
    { name: "an unknown old field", change: set(old, UNKNOWN) },
  ],
});
