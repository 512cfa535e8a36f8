import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-host-users-off";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const hostUsers = pod("hostUsers");
const userOfPod = pod("securityContext.runAsUser");
const nonRoot = pod("securityContext.runAsNonRoot");
const user = pod("containers[0].securityContext.runAsUser");
const added = pod("containers[0].securityContext.capabilities.add");

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a container that runs as root",
      change: set(user, 0),
      path: hostUsers,
      message: "wanted false, since spec.template.spec.containers[0] may run as root",
    },
    { name: "a pod that runs as root", change: set(userOfPod, 0), path: hostUsers },
    {
      name: "an init container that runs as root",
      change: set(pod("initContainers[0].securityContext.runAsUser"), 0),
      path: hostUsers,
    },
    { name: "a pod whose image decides", change: all(remove(userOfPod), remove(nonRoot)), path: hostUsers },
    {
      name: "a container that adds a capability",
      change: set(added, ["NET_BIND_SERVICE"]),
      path: hostUsers,
      message: "since spec.template.spec.containers[0] adds capabilities",
    },
    { name: "a pod that runs as root and says true", change: all(set(hostUsers, true), set(user, 0)) },
    {
      name: "a patch that says true and runs as root",
      of: "a patch that leaves things out",
      change: all(set(hostUsers, true), set(user, 0)),
    },
    {
      name: "an added capability beside users that are not known yet",
      change: all(set(added, ["CHOWN"]), set(userOfPod, UNKNOWN)),
      path: hostUsers,
    },
    {
      name: "a container that runs as root beside one that is not known yet",
      change: all(set(user, 0), set(pod("initContainers[0].securityContext.runAsUser"), UNKNOWN)),
      path: hostUsers,
    },
  ],
  allowed: [
    { name: "root in a user namespace of its own", change: all(set(hostUsers, false), set(user, 0)) },
    { name: "capabilities in a user namespace of its own", change: all(set(hostUsers, false), set(added, ["CHOWN"])) },
    { name: "true for a pod that needs no root", change: set(hostUsers, true) },
    { name: "a pod that must not be root, whatever the user", change: remove(userOfPod) },
    { name: "an empty list of capabilities", change: set(added, []) },
    { name: "a patch that says true, and no more", of: "a patch that leaves things out", change: set(hostUsers, true) },
    { name: "a patch that only runs as root", of: "a patch that leaves things out", change: set(user, 0) },
    { name: "a Windows pod", change: all(set(pod("os.name"), "windows"), remove(userOfPod), remove(nonRoot)) },
  ],
  unknown: [
    { name: "an unknown value of a pod that runs as root", change: all(set(hostUsers, UNKNOWN), set(user, 0)) },
    { name: "an unknown user", change: set(user, UNKNOWN) },
    { name: "unknown capabilities", change: set(added, UNKNOWN) },
  ],
});
