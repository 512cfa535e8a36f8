import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-job-bounds";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";

const ttl = "spec.ttlSecondsAfterFinished";
const replaced = 'metadata.annotations["pulumi.com/replaceUnready"]';
const ofCronJob = (key: string) => `spec.jobTemplate.spec.${key}`;
const baselines = goodWorkloadsOf("a Job", "a CronJob");
set("spec.activeDeadlineSeconds", 600)(baselines["a Job"]!);
set(ttl, 3600)(baselines["a Job"]!);
set(ofCronJob("activeDeadlineSeconds"), 600)(baselines["a CronJob"]!);

describeRule(rule, {
  baselines: { ...baselines, "a patch": [{ type: "kubernetes:batch/v1:JobPatch", properties: {} }] },
  mutations: [
    { name: "a time that is not a number", change: set("spec.activeDeadlineSeconds", "600s") },
    { name: "a time before the start", change: set(ttl, -1) },
    { name: "a Job that is kept for ever", change: remove(ttl), message: "found not set, wanted a number of seconds" },
    { name: "a Job that may run for ever", change: remove("spec.activeDeadlineSeconds") },
    {
      name: "a CronJob's Job that may run for ever",
      of: "a CronJob",
      change: remove(ofCronJob("activeDeadlineSeconds")),
    },
    { name: "many retries", change: set("spec.backoffLimit", 7) },
    { name: "many retries of each index", change: set("spec.backoffLimitPerIndex", 7) },
    { name: "many retries of a CronJob's Job", of: "a CronJob", change: set(ofCronJob("backoffLimit"), 7) },
    { name: "many retries in a patch", of: "a patch", change: set("spec.backoffLimit", 7) },
    {
      name: "a CronJob's Job that is cleared away by time",
      of: "a CronJob",
      change: set(ofCronJob("ttlSecondsAfterFinished"), 3600),
      message: "set the history limits",
    },
    {
      name: "a Job that the program replaces, cleared away by time",
      change: set(replaced, "true"),
      path: ttl,
      message: "the program would make the Job again",
    },
    {
      name: "a Job that is kept though the program does not replace it",
      change: all(remove(ttl), set(replaced, "false")),
    },
    {
      name: "one bound where another is not known yet",
      change: all(remove("spec.activeDeadlineSeconds"), set("spec.backoffLimit", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "six retries", change: set("spec.backoffLimit", 6) },
    { name: "a Job that is cleared away at once", change: set(ttl, 0) },
    { name: "a Job that the program replaces", change: all(remove(ttl), set(replaced, "true")) },
  ],
  unknown: [
    { name: "unknown retries", change: set("spec.backoffLimit", UNKNOWN) },
    { name: "an unknown time", of: "a CronJob", change: set(ofCronJob("ttlSecondsAfterFinished"), UNKNOWN) },
  ],
  remediated: [{ name: "a Job that is kept for ever", change: remove(ttl), set: { [ttl]: 86400 } }],
  spared: [
    { name: "a Job of which nothing is said", change: remove("spec") },
    { name: "a Job that the program replaces", change: all(remove(ttl), set(replaced, "true")) },
    { name: "a CronJob, whose history limits clear away", of: "a CronJob", change: set("spec.suspend", true) },
  ],
});
