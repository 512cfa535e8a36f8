import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/coverage/k8s-data-has-backup";
import { add, all, remove, set, state, without, type Given } from "../../../support/changes";
import { namespace } from "../../../support/coverage";
import { describeRule } from "../../../support/describe-rule";

const metadata = { name: "database", namespace: "shop", labels: { "app.kubernetes.io/name": "database" } };
const database: Given = {
  type: "kubernetes:apps/v1:StatefulSet",
  properties: { metadata, spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] } },
};
const claim: Given = { type: "kubernetes:core/v1:PersistentVolumeClaim", properties: { metadata, spec: {} } };
const schedule: Given = {
  type: "kubernetes:velero.io/v1:Schedule",
  name: "backup",
  properties: {
    metadata: { name: "nightly", namespace: "velero" },
    spec: { schedule: "0 2 * * *", template: { includedNamespaces: ["shop"] } },
  },
};
const job: Given = {
  type: "kubernetes:batch/v1:CronJob",
  name: "backup",
  properties: {
    metadata: {
      name: "database-backup",
      namespace: "shop",
      labels: { "app.kubernetes.io/component": "backup", "platform.backs-up": "database" },
    },
    spec: { schedule: "0 2 * * *" },
  },
};

const path = "metadata.name";
const byJob = "a claim that a job backs up";
const template = (key: string, value: unknown) => set(`spec.template.${key}`, value, "backup");
const jobLabel = (name: string) => `metadata.labels["${name}"]`;
const cache = 'metadata.labels["platform.data-class"]';
const other = { matchLabels: { "app.kubernetes.io/name": "other" } };
const same = { matchLabels: { "app.kubernetes.io/name": "database" } };

describeRule(rule, {
  baselines: {
    "a StatefulSet that Velero backs up": [database, schedule],
    [byJob]: [claim, job],
    "a StatefulSet that a job backs up": [database, job],
    "a StatefulSet without volumes": [{ ...database, properties: { metadata, spec: { replicas: 2 } } }],
  },
  mutations: [
    {
      name: "no backup",
      change: without("backup"),
      path,
      message: "found no backup of it, wanted a Schedule of Velero",
    },
    { name: "a claim without a backup", of: byJob, change: without("backup"), path },
    { name: "a schedule for another namespace", change: template("includedNamespaces", ["other"]), path },
    {
      name: "a schedule for all others",
      change: all(template("includedNamespaces", ["*"]), template("excludedNamespaces", ["shop"])),
      path,
    },
    { name: "a schedule of other labels", change: template("labelSelector", other), path },
    { name: "a schedule of several other labels", change: template("orLabelSelectors", [other, other]), path },
    { name: "a schedule without volumes", change: template("snapshotVolumes", false), path },
    { name: "a schedule that is paused", change: set("spec.paused", true, "backup"), path },
    { name: "a patch of a schedule", change: state({ type: "kubernetes:velero.io/v1:SchedulePatch" }, "backup"), path },
    { name: "a job for another store", of: byJob, change: set(jobLabel("platform.backs-up"), "other", "backup"), path },
    { name: "a job for none", of: byJob, change: remove(jobLabel("platform.backs-up"), "backup"), path },
    {
      name: "a job that is not a backup",
      of: byJob,
      change: set(jobLabel("app.kubernetes.io/component"), "report", "backup"),
      path,
    },
    { name: "a job of another namespace", of: byJob, change: set("metadata.namespace", "other", "backup"), path },
    { name: "a job that is suspended", of: byJob, change: set("spec.suspend", true, "backup"), path },
    { name: "another class of data", change: all(set(cache, "records"), without("backup")), path },
    {
      name: "a store beside one that is not known yet",
      change: all(set(cache, UNKNOWN), without("backup"), add({ ...claim, name: "files" })),
      path,
      resource: "files",
    },
  ],
  allowed: [
    { name: "a cache", change: all(set(cache, "cache"), without("backup")) },
    {
      name: "a patch of a store",
      change: all(state({ type: "kubernetes:apps/v1:StatefulSetPatch" }), without("backup")),
    },
    { name: "a schedule for all namespaces", change: remove("spec.template.includedNamespaces", "backup") },
    {
      name: "a schedule for all but others",
      change: all(template("includedNamespaces", ["*"]), template("excludedNamespaces", ["other"])),
    },
    { name: "a schedule for a Namespace of the stack", change: add(namespace("shop")) },
    { name: "a schedule of its labels", change: template("labelSelector", same) },
    { name: "a schedule of everything", change: template("labelSelector", {}) },
    { name: "a schedule of its labels or others", change: template("orLabelSelectors", [other, same]) },
    {
      name: "a schedule that copies files instead",
      change: all(template("snapshotVolumes", false), template("defaultVolumesToFsBackup", true)),
    },
  ],
  unknown: [
    { name: "namespaces that are not known yet", change: template("includedNamespaces", [UNKNOWN]) },
    { name: "a selector that is not known yet", change: template("labelSelector", UNKNOWN) },
    {
      name: "labels that are not known yet",
      change: all(template("labelSelector", same), set("metadata.labels", UNKNOWN)),
      path: "metadata.labels",
    },
    {
      name: "a job for a store that is not known yet",
      of: byJob,
      change: set(jobLabel("platform.backs-up"), UNKNOWN, "backup"),
    },
    { name: "a name that is not known yet", of: byJob, change: set(path, UNKNOWN) },
    { name: "a class of data that is not known yet", change: all(set(cache, UNKNOWN), without("backup")) },
    {
      name: "volumes that are not known yet",
      change: all(set("spec.volumeClaimTemplates", UNKNOWN), without("backup")),
    },
  ],
});
