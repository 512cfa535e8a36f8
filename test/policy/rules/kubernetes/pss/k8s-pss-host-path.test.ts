import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-host-path";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const hostPath = pod("volumes[0].hostPath");
const log = set(pod("volumes"), [{ name: "log", hostPath: { path: "/var/log", type: "Directory" } }]);
const mount = (list: string, readOnly?: unknown) =>
  set(pod(`${list}[0].volumeMounts`), [
    { name: "tmp", mountPath: "/tmp" },
    { name: "log", mountPath: "/log", readOnly },
  ]);
const readOnly = pod("containers[0].volumeMounts[1].readOnly");
const grant = (more: object = {}) => ({ allow: [{ workload: "web", path: "/var/log", ...more }] });
const granted = grant();

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "a path of the node", change: log, path: hostPath, message: "wanted no hostPath. Fix" },
    {
      name: "a path of the node in a Pod",
      of: "a Pod",
      change: set("spec.volumes[0]", { name: "root", hostPath: { path: "/" } }),
      path: "spec.volumes[0].hostPath",
    },
    { name: "one in a Rollout", of: "a Rollout of Argo", change: log, path: hostPath },
    { name: "one in a patch", of: "a patch that leaves things out", change: log, path: hostPath },
    { name: "one whose path is not known yet", change: set(`${hostPath}.path`, UNKNOWN), path: hostPath },
    {
      name: "one after a volume that is not known yet",
      change: all(log, set(pod("volumes[1]"), { hostPath: { path: "/" } }), set(pod("volumes[0]"), UNKNOWN)),
      path: pod("volumes[1].hostPath"),
    },
    { name: "a grant to another workload", change: log, path: hostPath, parameters: grant({ workload: "agent*" }) },
    {
      name: "a path above the granted one",
      change: set(hostPath, { path: "/var" }),
      parameters: granted,
      message: "wanted no hostPath but /var/log.",
    },
    { name: "a path below the granted one", change: set(hostPath, { path: "/var/log/pods" }), parameters: granted },
    {
      name: "a granted path that may be written",
      change: all(log, mount("containers")),
      path: readOnly,
      parameters: granted,
      message: "found not set, wanted true, as the path is granted. Fix: Set readOnly: true",
    },
    {
      name: "a granted path that an init container may write",
      change: all(log, mount("containers", true), mount("initContainers", false)),
      path: pod("initContainers[0].volumeMounts[1].readOnly"),
      parameters: granted,
    },
    {
      name: "one that may be written beside a mount that is not known yet",
      change: all(log, mount("initContainers"), set(pod("containers[0].volumeMounts"), [{ name: UNKNOWN }])),
      path: pod("initContainers[0].volumeMounts[1].readOnly"),
      parameters: granted,
    },
  ],
  allowed: [
    { name: "volumes of the cluster", change: set(pod("volumes"), [{ name: "tmp", emptyDir: {} }]) },
    { name: "no path at all", change: set(hostPath, null) },
    { name: "a granted path, read only", change: all(log, mount("containers", true)), parameters: granted },
    {
      name: "a granted path that may be written as granted",
      change: all(log, mount("containers")),
      parameters: grant({ workload: "w*", readOnly: false }),
    },
    {
      name: "a path granted twice, once to be written",
      change: all(log, mount("containers")),
      parameters: { allow: [...grant({ workload: "*" }).allow, ...grant({ readOnly: false }).allow] },
    },
  ],
  unknown: [
    { name: "unknown volumes", change: set(pod("volumes"), UNKNOWN) },
    { name: "an unknown volume", change: set(pod("volumes"), [UNKNOWN]), path: pod("volumes[0].hostPath") },
    {
      name: "an unknown path where some are granted",
      change: set(`${hostPath}.path`, UNKNOWN),
      parameters: granted,
    },
    {
      name: "a mount of a granted path that is not known yet",
      change: all(log, mount("containers", UNKNOWN)),
      path: readOnly,
      parameters: granted,
    },
  ],
});
