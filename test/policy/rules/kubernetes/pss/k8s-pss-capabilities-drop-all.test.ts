import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-capabilities-drop-all";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { inContainers } from "../../../support/pod-security";
import { goodWorkloads, pod } from "../../../support/workloads";

const capabilities = pod("containers[0].securityContext.capabilities");
const drop = `${capabilities}.drop`;
const add = `${capabilities}.add`;

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...inContainers("other capabilities dropped", "securityContext.capabilities.drop", ["NET_RAW"]),
    ...inContainers("a capability added", "securityContext.capabilities.add[0]", "CHOWN"),
    { name: "no list of those to drop", change: remove(drop), message: 'found not set, wanted a list with "ALL"' },
    {
      name: "no security context",
      change: remove(pod("initContainers[0].securityContext")),
      path: pod("initContainers[0].securityContext.capabilities.drop"),
    },
    { name: "an empty list", change: set(drop, []) },
    { name: "all of them in small letters", change: set(drop, ["all"]) },
    {
      name: "raw sockets added after all were dropped",
      change: set(add, ["NET_RAW"]),
      path: `${add}[0]`,
      message: 'found "NET_RAW", wanted NET_BIND_SERVICE or nothing',
    },
    {
      name: "one added where those dropped are not known yet",
      change: all(set(add, ["CHOWN"]), set(drop, UNKNOWN)),
      path: `${add}[0]`,
    },
    {
      name: "none dropped where one added is not known yet",
      change: all(set(drop, []), set(add, [UNKNOWN])),
    },
    { name: "a Linux pod", change: all(set(drop, []), set(pod("os.name"), "linux")) },
  ],
  allowed: [
    { name: "the capability to bind low ports", change: set(add, ["NET_BIND_SERVICE"]) },
    { name: "none added", change: set(add, []) },
    { name: "others dropped too", change: set(drop, ["NET_RAW", "ALL"]) },
    { name: "others dropped too that are not known yet", change: set(drop, [UNKNOWN, "ALL"]) },
    { name: "a Windows pod", change: all(remove(capabilities), set(pod("os.name"), "windows")) },
  ],
  unknown: [
    { name: "an unknown list of those to drop", change: set(drop, UNKNOWN) },
    { name: "one to drop that may be all", change: set(drop, ["NET_RAW", UNKNOWN]), path: `${drop}[1]` },
    { name: "an unknown one to add", change: set(add, [UNKNOWN]), path: `${add}[0]` },
    { name: "an unknown system", change: all(remove(drop), set(pod("os.name"), UNKNOWN)), path: pod("os.name") },
  ],
});
