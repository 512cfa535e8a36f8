import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-termination-grace";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";
import { pod } from "../../../support/workloads";

const grace = pod("terminationGracePeriodSeconds");
const hook = pod("containers[0].lifecycle.preStop");
const command = `${hook}.exec.command`;
const patch = "a patch that leaves things out";
const baselines = goodWorkloadsOf("a Deployment", "a StatefulSet", "a DaemonSet", "a Rollout of Argo");
for (const given of Object.values(baselines)) {
  set(grace, 60)(given);
  set(`${hook}.sleep.seconds`, 10)(given);
}

describeRule(rule, {
  baselines: { ...baselines, ...goodWorkloadsOf(patch) },
  mutations: [
    { name: "no stated time", change: remove(grace), message: "from 5 to 300" },
    { name: "too short a time", change: set(grace, 4) },
    { name: "too long a time", of: "a StatefulSet", change: set(grace, 301) },
    { name: "more than is allowed here", change: set(grace, 61), parameters: { maximum: 60 } },
    { name: "less than is allowed here", change: set(grace, 61), parameters: { minimum: 90 } },
    {
      name: "a sleep as long as the time",
      change: set(`${hook}.sleep.seconds`, 60),
      path: hook,
      message: "60 seconds",
    },
    {
      name: "a sleep command as long as the default",
      change: all(remove(grace), set(hook, { exec: { command: ["/bin/sleep", "30"] } })),
      path: hook,
    },
    {
      name: "sleeps in a shell that are too long together",
      change: set(hook, { exec: { command: ["sh", "-c", "sleep 0.5m && nginx -s quit; sleep 30s"] } }),
    },
    {
      name: "a sleep of a sidecar",
      change: set(pod("initContainers[0]"), {
        name: "proxy",
        restartPolicy: "Always",
        lifecycle: { preStop: { sleep: { seconds: 90 } } },
      }),
      path: pod("initContainers[0].lifecycle.preStop"),
    },
    {
      name: "too short a time where a hook is not known yet",
      change: all(set(grace, 1), set(hook, UNKNOWN)),
    },
    { name: "too long a time in a patch", of: patch, change: set(grace, 301) },
  ],
  allowed: [
    { name: "the shortest time", change: all(set(grace, 5), remove(hook)) },
    { name: "the longest time", change: set(grace, 300) },
    { name: "a sleep just shorter", change: set(`${hook}.sleep.seconds`, 59) },
    { name: "a hook that does not sleep", change: set(hook, { exec: { command: ["nosleep", "90"] } }) },
    {
      name: "a sleep in a patch, which does not say how long the time is",
      of: patch,
      change: set(`${hook}.sleep.seconds`, 90),
    },
  ],
  unknown: [
    { name: "an unknown time", change: all(set(grace, UNKNOWN)) },
    {
      name: "an unknown command",
      change: all(set(command, ["sleep", UNKNOWN]), remove(`${hook}.sleep`)),
      path: `${command}[1]`,
    },
  ],
});
