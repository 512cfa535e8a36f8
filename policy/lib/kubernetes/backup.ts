import type { Resource } from "../resource";
import type { Stack } from "../stack";
import { possible } from "./coverage";
import { kinds } from "./kinds";
import { labelIndex, ownLabels } from "./label-index";
import { inNamespace, namespaceNamed, namespaceOf } from "./namespace";
import { selects } from "./selector";

/** Accepts what may keep data: StatefulSets with volumes of their own, and claims that stand alone. */
export const dataStores = kinds("apps/StatefulSet", "/PersistentVolumeClaim");

/** Accepts the schedules of Velero. */
export const schedules = kinds("velero.io/Schedule");

/** Accepts what runs backups otherwise. */
export const cronJobs = kinds("batch/CronJob");

/** Whether a resource keeps data that must not be lost. @throws Undecided when that is not known yet. */
export function keepsData(store: Resource): boolean {
  if (store.kind.isPatch || store.at("metadata", "labels", "platform.data-class").text() === "cache") return false;
  const templates = store.at("spec", "volumeClaimTemplates");
  templates.read();
  return store.kind.name === "PersistentVolumeClaim" || templates.items().length > 0;
}

/** A data store as backups name it. */
export function storeKey(namespace: string, name: string | undefined): string {
  return JSON.stringify([namespace, name]);
}

/** What a schedule of Velero saves, volumes included. @throws Undecided when that is not known yet. */
export function savedBySchedule(stack: Stack, schedule: Resource): Resource[] {
  const template = schedule.at("spec", "template");
  const leavesVolumesOut =
    template.at("snapshotVolumes").isFalse() && !template.at("defaultVolumesToFsBackup").isTrue();
  if (leavesVolumesOut || schedule.at("spec", "paused").isTrue()) return [];
  const included = template.at("includedNamespaces").strings();
  const excluded = template.at("excludedNamespaces").strings();
  const all = stack.where(dataStores);
  const groups =
    included.length === 0 || included.includes("*")
      ? [all]
      : included.map((name) => inNamespace(stack, all, namespaceNamed(stack, name)));
  const saved = groups.flatMap((group) => selectedOf(stack, schedule, group));
  if (excluded.length === 0) return saved;
  const left = new Set(excluded.map((name) => namespaceNamed(stack, name)));
  return saved.filter((store) => !left.has(namespaceOf(stack, store)));
}

function selectedOf(stack: Stack, schedule: Resource, stores: readonly Resource[]): readonly Resource[] {
  const template = schedule.at("spec", "template");
  const alternatives = template.at("orLabelSelectors");
  alternatives.read();
  const selectors = [template.at("labelSelector"), ...alternatives.items()].filter((one) => one.exists);
  if (selectors.length === 0) return stores;
  const index = labelIndex(stack, stores, ownLabels);
  return selectors.flatMap((selector) =>
    possible(index.select(selector.at("matchLabels"), (labels) => selects(selector, labels))),
  );
}

/** The store that a CronJob backs up, as its labels say. @throws Undecided when that is not known yet. */
export function savedByCronJob(stack: Stack, job: Resource): string[] {
  const labels = job.at("metadata", "labels");
  const isBackup = labels.at("app.kubernetes.io/component").text() === "backup";
  const name = isBackup ? labels.at("platform.backs-up").text() : undefined;
  if (name === undefined || job.at("spec", "suspend").isTrue()) return [];
  return [storeKey(namespaceOf(stack, job), name)];
}
