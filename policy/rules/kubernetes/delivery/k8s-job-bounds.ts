import { kinds } from "../../../lib/kubernetes/kinds";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const jobs = kinds("batch/Job");
const cronJobs = kinds("batch/CronJob");

/** Retries that the API server gives a Job that says nothing, and the most that are allowed. */
const RETRIES = 6;
const DAY = 86_400;

/** With this the program itself replaces a Job and clears it away; one that is gone before would be missing at its next run. */
const REPLACED = "pulumi.com/replaceUnready";

export default defineRule({
  id: "k8s-job-bounds",
  title: "A Job ends after a bounded time and a few retries, and is cleared away afterwards",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-linter job-ttl-seconds-after-finished", "Kyverno add-ttl-jobs"],
  fields: [
    "spec.backoffLimit",
    "spec.activeDeadlineSeconds",
    "spec.ttlSecondsAfterFinished",
    `metadata.annotations["${REPLACED}"]`,
  ],
  why: "A Job that hangs or fails for ever holds resources and hides its failure. Finished Jobs stay for ever; those of a CronJob are kept by its history limits instead, and one that the program replaces by the program.",
  fix: "Set activeDeadlineSeconds, a backoffLimit of at most 6, and, for a Job that neither a CronJob makes nor the program replaces, ttlSecondsAfterFinished.",
  appliesTo: (type) => jobs(type) || cronJobs(type),
  check(resource, check) {
    const ofCronJob = cronJobs(resource.type);
    const spec = ofCronJob ? resource.at("spec", "jobTemplate", "spec") : resource.at("spec");
    const perIndex = spec.at("backoffLimitPerIndex");
    // With retries per index the default of all retries together is without bounds, and those per index count.
    for (const limit of [spec.at("backoffLimit"), perIndex]) {
      check.expect(
        limit,
        (value) => value === undefined || (typeof value === "number" && value <= RETRIES),
        `at most ${RETRIES}`,
      );
    }
    check.expect(spec.at("activeDeadlineSeconds"), isDuration, "a number of seconds");
    const ttl = spec.at("ttlSecondsAfterFinished");
    if (ofCronJob) {
      const fix = "Remove it, and set the history limits of the CronJob.";
      check.expect(ttl, (value) => value === undefined, "not set in a CronJob", fix);
    } else if (isReplaced(resource)) {
      const fix = "Remove it, or the annotation: the program would make the Job again.";
      check.expect(ttl, (value) => value === undefined, "not set in a Job that the program replaces", fix);
    } else {
      check.expect(ttl, isDuration, "a number of seconds");
    }
  },
  remediate(resource, remedy) {
    if (!jobs(resource.type) || !resource.at("spec").exists || isReplaced(resource)) return;
    remedy.setIfAbsent(resource.at("spec", "ttlSecondsAfterFinished"), DAY);
  },
});

function isReplaced(resource: Resource): boolean {
  return resource.at("metadata", "annotations", REPLACED).isTrue();
}

function isDuration(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}
