import {
  cronJobs,
  dataStores,
  keepsData,
  savedByCronJob,
  savedBySchedule,
  schedules,
  storeKey,
} from "../../../lib/kubernetes/backup";
import { Coverage, whole } from "../../../lib/kubernetes/coverage";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-data-has-backup",
  title: "Every data store is backed up, unless it says that it is a cache",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: [
    "spec.volumeClaimTemplates",
    'metadata.labels["platform.data-class"]',
    "Schedule spec.template",
    'CronJob metadata.labels["platform.backs-up"]',
  ],
  why: "A volume is one deletion, one bug or one zone away from being gone; replicas lose the same data at the same moment.",
  fix: "Include it in a Schedule of Velero, or add a CronJob to its namespace with the labels app.kubernetes.io/component: backup and platform.backs-up: its name; label a cache with platform.data-class: cache.",
  appliesTo: dataStores,
  checkStack(stack, check) {
    const coverage = new Coverage();
    coverage.addEach(whole(stack.where(schedules)), (schedule) => savedBySchedule(stack, schedule));
    coverage.addEach(whole(stack.where(cronJobs)), (job) => savedByCronJob(stack, job));
    check.each(stack.where(dataStores), (store) => {
      if (coverage.has(store) || !keepsData(store)) return;
      const name = store.at("metadata", "name");
      if (coverage.has(storeKey(namespaceOf(stack, store), name.text()))) return;
      check.violation(store, {
        at: name,
        found: "no backup of it",
        wanted: "a Schedule of Velero or a CronJob that backs it up",
      });
    });
  },
});
