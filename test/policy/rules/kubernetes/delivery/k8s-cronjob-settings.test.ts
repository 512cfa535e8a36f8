import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-cronjob-settings";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";

const baselines = goodWorkloadsOf("a CronJob");
const settings = {
  concurrencyPolicy: "Forbid",
  startingDeadlineSeconds: 200,
  timeZone: "Etc/UTC",
  successfulJobsHistoryLimit: 3,
  failedJobsHistoryLimit: 1,
};
const restart = "spec.jobTemplate.spec.template.spec.restartPolicy";
for (const given of Object.values(baselines)) {
  for (const [key, value] of Object.entries(settings)) set(`spec.${key}`, value)(given);
  set(restart, "OnFailure")(given);
}

describeRule(rule, {
  baselines: {
    ...baselines,
    "a patch": [{ type: "kubernetes:batch/v1:CronJobPatch", properties: { spec: { schedule: "0 4 * * *" } } }],
  },
  mutations: [
    ...Object.keys(settings).map((key) => ({ name: `no ${key}`, change: remove(`spec.${key}`) })),
    { name: "no restartPolicy", change: remove(restart) },
    { name: "runs that overlap", change: set("spec.concurrencyPolicy", "Allow"), message: "Forbid or Replace" },
    { name: "runs that overlap in a patch", of: "a patch", change: set("spec.concurrencyPolicy", "Allow") },
    { name: "a deadline that is too short", change: set("spec.startingDeadlineSeconds", 9) },
    { name: "an empty time zone", change: set("spec.timeZone", "") },
    { name: "a limit below nothing", change: set("spec.failedJobsHistoryLimit", -1) },
    { name: "pods that always start again", change: set(restart, "Always") },
    {
      name: "one setting where another is not known yet",
      change: all(remove("spec.timeZone"), set("spec.concurrencyPolicy", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "Replace", change: set("spec.concurrencyPolicy", "Replace") },
    { name: "Never", change: set(restart, "Never") },
    { name: "a deadline of ten seconds", change: set("spec.startingDeadlineSeconds", 10) },
    { name: "no finished Jobs", change: set("spec.successfulJobsHistoryLimit", 0) },
  ],
  unknown: [
    { name: "an unknown policy", change: set("spec.concurrencyPolicy", UNKNOWN) },
    { name: "an unknown restart policy", change: set(restart, UNKNOWN) },
  ],
  remediated: [
    {
      name: "no policy and no deadline",
      change: all(remove("spec.concurrencyPolicy"), remove("spec.startingDeadlineSeconds")),
      set: { "spec.concurrencyPolicy": "Forbid", "spec.startingDeadlineSeconds": 200 },
    },
  ],
  spared: [{ name: "a CronJob of which nothing is said", change: remove("spec") }],
});
