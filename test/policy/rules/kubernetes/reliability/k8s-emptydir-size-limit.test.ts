import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-emptydir-size-limit";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const first = pod("volumes[0].emptyDir.sizeLimit");
const second = pod("volumes[1].emptyDir.sizeLimit");
const volumes = (...list: unknown[]) => set(pod("volumes"), list);
const scratch = { name: "scratch", emptyDir: {} };

describeRule(rule, {
  baselines: {
    ...goodWorkloads(),
    "a Deployment with a limited volume": goodWorkloads()["a Deployment"]!.map((one) => {
      volumes({ name: "scratch", emptyDir: { sizeLimit: "1Gi" } })([one]);
      return one;
    }),
  },
  mutations: [
    { name: "no limit", change: volumes(scratch), path: first, message: "found not set, wanted a quantity above 0" },
    {
      name: "no limit of a volume in memory",
      change: volumes({ name: "shm", emptyDir: { medium: "Memory" } }),
      path: first,
    },
    { name: "a limit of nothing, which is none", change: set(first, "0"), of: "a Deployment with a limited volume" },
    { name: "a volume without a source, which becomes one", change: volumes({ name: "scratch" }), path: first },
    {
      name: "a CronJob's volume without a limit",
      of: "a CronJob",
      change: set("spec.jobTemplate.spec.template.spec.volumes", [scratch]),
      path: "spec.jobTemplate.spec.template.spec.volumes[0].emptyDir.sizeLimit",
    },
    {
      name: "no limit beside an unknown one",
      change: volumes({ name: "other", emptyDir: { sizeLimit: UNKNOWN } }, scratch),
      path: second,
    },
  ],
  allowed: [
    { name: "what is not a volume", change: volumes(null) },
    { name: "a volume of another kind", change: volumes({ name: "files", configMap: { name: "files" } }) },
    { name: "no volumes", of: "a Deployment with a limited volume", change: remove(pod("volumes")) },
    { name: "a patch that names a volume", of: "a patch that leaves things out", change: volumes({ name: "scratch" }) },
    {
      name: "other volumes beside it",
      change: all(volumes({ name: "a", hostPath: { path: "/a" } }), set(first, "1Mi")),
    },
  ],
  unknown: [
    { name: "an unknown limit", of: "a Deployment with a limited volume", change: set(first, UNKNOWN) },
    { name: "unknown volumes", change: set(pod("volumes"), UNKNOWN) },
  ],
});
