import { kinds } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const CONCURRENCY: readonly unknown[] = ["Forbid", "Replace"];
const RESTART: readonly unknown[] = ["OnFailure", "Never"];

export default defineRule({
  id: "k8s-cronjob-settings",
  title: "A CronJob says what happens when runs overlap, are late, or are over",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score cronjob-has-deadline", "kube-score cronjob-restartpolicy"],
  fields: [
    "spec.concurrencyPolicy",
    "spec.startingDeadlineSeconds",
    "spec.timeZone",
    "spec.successfulJobsHistoryLimit",
    "spec.failedJobsHistoryLimit",
    "restartPolicy",
  ],
  why: "By default runs pile up, a CronJob that missed a hundred starts never runs again, and the schedule means the time zone of the control plane.",
  fix: "Set concurrencyPolicy to Forbid or Replace, startingDeadlineSeconds to 10 or more, timeZone, both history limits, and restartPolicy to OnFailure or Never.",
  appliesTo: kinds("batch/CronJob"),
  check(resource, check) {
    const spec = resource.at("spec");
    check.expect(spec.at("concurrencyPolicy"), (value) => CONCURRENCY.includes(value), "Forbid or Replace");
    // The controller looks every 10 seconds: with a shorter deadline it may find every start too late.
    check.expect(spec.at("startingDeadlineSeconds"), (value) => isAtLeast(value, 10), "10 or more");
    check.expect(
      spec.at("timeZone"),
      (value) => typeof value === "string" && value !== "",
      "a time zone, such as Etc/UTC",
    );
    for (const limit of ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"]) {
      check.expect(spec.at(limit), (value) => isAtLeast(value, 0), "a number of Jobs to keep");
    }
    check.expect(podTemplate(resource)!.at("restartPolicy"), (value) => RESTART.includes(value), "OnFailure or Never");
  },
  remediate(resource, remedy) {
    const spec = resource.at("spec");
    if (!spec.exists) return;
    remedy.setIfAbsent(spec.at("concurrencyPolicy"), "Forbid");
    remedy.setIfAbsent(spec.at("startingDeadlineSeconds"), 200);
  },
});

function isAtLeast(value: unknown, minimum: number): boolean {
  return typeof value === "number" && value >= minimum;
}
