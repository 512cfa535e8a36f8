import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-container-runtime-socket";
import { all, set, type Change, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const path = pod("volumes[0].hostPath.path");
const at = (value: string): Change => set(path, value);

const volume = (source: Record<string, unknown>): Given[] => [
  { type: "kubernetes:core/v1:PersistentVolume", properties: { spec: { capacity: { storage: "1Gi" }, ...source } } },
];

describeRule(rule, {
  baselines: {
    ...goodWorkloads(),
    "a volume of a cloud": volume({ csi: { driver: "ebs.csi.aws.com", volumeHandle: "vol-1" } }),
    "a volume on a disk of the node": volume({ local: { path: "/mnt/disk" } }),
    "a volume in a folder of the node": volume({ hostPath: { path: "/data" } }),
  },
  mutations: [
    {
      name: "the socket of Docker",
      change: at("/var/run/docker.sock"),
      message: 'found "/var/run/docker.sock", wanted a path that neither is nor holds the socket',
    },
    ...[
      "/run/docker.sock",
      "/run/containerd/containerd.sock",
      "/var/run/containerd/containerd.sock",
      "/run/crio/crio.sock",
      "/run/cri-dockerd.sock",
      "/run/dockershim.sock",
      "/run/some/where/containerd.sock",
      "/run/containerd",
      "/run/containerd/",
      "/run/crio",
      "/run",
      "/var/run",
      "/var",
      "/",
      "//run//docker.sock",
      "/run/./docker.sock",
      "/etc/../run/docker.sock",
    ].map((one) => ({ name: one, change: at(one) })),
    {
      name: "a socket in a CronJob",
      of: "a CronJob",
      path: `spec.jobTemplate.${path}`,
      change: set(`spec.jobTemplate.${path}`, "/run"),
    },
    { name: "a socket in a patch", of: "a patch that leaves things out", change: at("/run") },
    {
      name: "a socket beside a path that is not known yet",
      change: all(set(pod("volumes[1].hostPath.path"), "/run"), at(UNKNOWN)),
      path: pod("volumes[1].hostPath.path"),
    },
    {
      name: "a PersistentVolume that is the folder of the sockets",
      of: "a volume in a folder of the node",
      change: set("spec.hostPath.path", "/run"),
    },
    {
      name: "a local PersistentVolume that holds all",
      of: "a volume on a disk of the node",
      change: set("spec.local.path", "/"),
    },
  ],
  allowed: ["/var/log", "/run/dbus", "/running", "/var/run/containerd-data", "/home/docker.sock"].map((one) => ({
    name: one,
    change: at(one),
  })),
  unknown: [
    { name: "an unknown path", change: at(UNKNOWN) },
    { name: "unknown volumes", change: set(pod("volumes"), UNKNOWN) },
    {
      name: "an unknown path of a PersistentVolume",
      of: "a volume in a folder of the node",
      change: set("spec.hostPath.path", UNKNOWN),
    },
  ],
});
