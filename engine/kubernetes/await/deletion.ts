import type { KubernetesObject } from "../types";
import { deadApiFindings } from "./causes/dead-api";
import { ruleOf } from "./kinds";
import { Rank, type Assessment, type Finding, type Rule, type View } from "./rule";
import { conditionOf, conditionsOf, enumerate, shaped, type Pod } from "./shapes";

/** The finalizers that deletion itself sets and takes away. */
const OWN_FINALIZERS = new Set(["foregroundDeletion", "orphan", "kubernetes"]);

/** What a namespace says about its own deletion. */
function namespaceFindings(namespace: KubernetesObject): Finding[] {
  const holds = (type: string) => {
    const condition = conditionOf(namespace, type);
    return condition?.status === "True" ? condition : undefined;
  };
  const discovery = holds("NamespaceDeletionDiscoveryFailure");
  const findings = discovery ? deadApiFindings(discovery.message ?? "") : [];
  for (const type of ["NamespaceDeletionContentFailure", "NamespaceFinalizersRemaining", "NamespaceContentRemaining"]) {
    const condition = holds(type);
    if (condition) findings.push({ problem: condition.message ?? type, rank: Rank.controller });
  }
  return findings;
}

/** Which pods use a claim that is kept for them. */
function claimFindings(view: View): Finding[] {
  const { name } = view.object.metadata;
  const users = view
    .all("Pod")
    .map(shaped<Pod & { spec?: { volumes?: { persistentVolumeClaim?: { claimName?: string } }[] } }>)
    .filter((pod) => pod.spec?.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === name))
    .filter((pod) => pod.status?.phase !== "Succeeded" && pod.status?.phase !== "Failed")
    .map((pod) => pod.metadata.name ?? "");
  return users.length === 0 ? [] : [{ problem: `pod ${enumerate(users)} still uses it`, rank: Rank.volume }];
}

function assess(view: View): Assessment {
  const { object } = view;
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined) return { ready: false, progress: "the API server has not marked it as deleted" };
  const findings: Finding[] = [];
  if (object.kind === "Namespace") findings.push(...namespaceFindings(object));
  if (object.kind === "PersistentVolumeClaim") findings.push(...claimFindings(view));
  const terminating = object.kind === "CustomResourceDefinition" ? conditionsOf(object) : [];
  for (const { type, status, reason, message } of terminating) {
    if (type === "Terminating" && status === "True" && reason !== "InstanceDeletionInProgress") {
      findings.push({ problem: message ?? reason ?? type, rank: Rank.controller });
    }
  }
  const foreign = finalizers.filter((finalizer) => !OWN_FINALIZERS.has(finalizer));
  if (foreign.length > 0) {
    const progress = `held by ${foreign.length === 1 ? "finalizer" : "finalizers"} ${enumerate(foreign)}, which its controller has to take away`;
    return { ready: false, progress, findings };
  }
  const progress = finalizers.includes("foregroundDeletion") ? "what it owns is being deleted first" : "it is ending";
  return { ready: false, progress, findings };
}

/** How the deletion of an object is followed: never ready, only gone. */
export function deletionRule(object: KubernetesObject): Rule {
  const related = object.kind === "PersistentVolumeClaim" ? [{ apiVersion: "v1", kind: "Pod" }] : [];
  return { watch: ruleOf(object)?.watch ?? "object", related, assess };
}
