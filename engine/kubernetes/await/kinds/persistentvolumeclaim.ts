import type { KubernetesObject } from "../../types";
import { CERTAIN_AFTER } from "../causes/certainty";
import { eventsByUid } from "../causes/events";
import { EVENTS, READY, Rank, type Assessment, type Finding, type Lookup, type Rule, type View } from "../rule";
import { byTime, shaped } from "../shapes";

interface Claim extends KubernetesObject {
  spec?: { storageClassName?: string; volumeName?: string };
  status?: { phase?: string };
}

interface StorageClass extends KubernetesObject {
  volumeBindingMode?: string;
  provisioner?: string;
}

interface Volume extends KubernetesObject {
  spec?: { storageClassName?: string };
  status?: { phase?: string };
}

/** Whether no volume that exists could still be bound by hand or by the controller. */
async function hasNoVolume(className: string, { client, signal }: Lookup): Promise<boolean> {
  const volumes = await client.list({ apiVersion: "v1", kind: "PersistentVolume" }, {}, signal);
  return !volumes
    .map(shaped<Volume>)
    .some((volume) => volume.spec?.storageClassName === className && volume.status?.phase !== "Bound");
}

function absentClass(className: string): Finding {
  return {
    problem: `StorageClass ${className} does not exist, and no free PersistentVolume has that class`,
    rank: Rank.volume,
    certainAfter: CERTAIN_AFTER.parallelCreation,
    remedy: "Create the class, name one that exists in spec.storageClassName, or leave it out for the default class.",
    verify: (lookup) => hasNoVolume(className, lookup),
  };
}

function assess(view: View): Assessment {
  const claim = shaped<Claim>(view.object);
  const { storageClassName: className, volumeName } = claim.spec ?? {};
  if (claim.status?.phase === "Bound") return READY;
  if (claim.status?.phase === "Lost") {
    const problem = `the volume ${volumeName ?? ""} that the claim was bound to is gone, and its data with it`;
    return { ready: false, progress: "the claim is lost", findings: [{ problem, rank: Rank.volume, certainAfter: 0 }] };
  }
  const storageClass = view.all("StorageClass").find((one) => one.metadata.name === className);
  if (storageClass && shaped<StorageClass>(storageClass).volumeBindingMode === "WaitForFirstConsumer") return READY;

  const last = (eventsByUid(view).get(claim.metadata.uid ?? "") ?? []).sort(byTime).pop();
  // The controller's own word, for those who may not read classes.
  if (last?.reason === "WaitForFirstConsumer" || last?.reason === "WaitForPodScheduled") return READY;
  const progress = `the claim is not bound${last?.message === undefined ? "" : `: ${last.message.trim()}`}`;
  const absent = className && volumeName === undefined && !storageClass && view.isComplete("StorageClass");
  const findings = absent ? [absentClass(className)] : [];
  if (last?.reason === "ProvisioningFailed" && !absent) {
    findings.push({ problem: `no volume can be provisioned: ${last.message?.trim() ?? ""}`, rank: Rank.volume });
  }
  return { ready: false, progress: absent ? "the claim is not bound" : progress, findings };
}

/**
 * A PersistentVolumeClaim is ready when it is bound, or at once when its class binds only for the first pod that uses it.
 */
export const persistentVolumeClaim: Rule = {
  watch: "kind",
  related: [{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", scope: "cluster" }, EVENTS],
  assess,
};
