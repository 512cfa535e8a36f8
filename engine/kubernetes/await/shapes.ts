import type { KubernetesObject } from "../types";

/** The parts of the built-in kinds that the readiness rules read. Everything is optional, as nothing is certain in JSON. */

/** A condition in the common form of most kinds. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

/** The end of a container. */
export interface Termination {
  exitCode: number;
  reason?: string;
  message?: string;
}

/** The state of a container. */
export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: Termination;
}

/** What the kubelet says of a container. */
export interface ContainerStatus {
  name: string;
  image?: string;
  ready?: boolean;
  started?: boolean;
  restartCount?: number;
  state?: ContainerState;
  lastState?: ContainerState;
}

/** A probe, as far as its patience matters. */
export interface Probe {
  failureThreshold?: number;
}

/** A container of a pod's spec. */
export interface Container {
  name: string;
  image?: string;
  restartPolicy?: string;
  readinessProbe?: Probe;
  ports?: { name?: string; containerPort?: number; protocol?: string }[];
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
}

/** A pod. */
export interface Pod extends KubernetesObject {
  spec?: {
    nodeName?: string;
    restartPolicy?: string;
    containers?: Container[];
    initContainers?: Container[];
  };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

/** An event, as the core API gives it. */
export interface KubernetesEvent extends KubernetesObject {
  involvedObject?: { kind?: string; name?: string; uid?: string; fieldPath?: string };
  reason?: string;
  message?: string;
  type?: string;
  count?: number;
  lastTimestamp?: string | null;
  eventTime?: string | null;
}

/** Orders events from old to new. */
export function byTime(a: KubernetesEvent, b: KubernetesEvent): number {
  const timeOf = (event: KubernetesEvent) => event.lastTimestamp ?? event.eventTime ?? "";
  const [one, other] = [timeOf(a), timeOf(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

/** A workload with replicas: Deployment, ReplicaSet, StatefulSet, DaemonSet. */
export interface Workload extends KubernetesObject {
  spec?: {
    replicas?: number;
    paused?: boolean;
    progressDeadlineSeconds?: number;
    podManagementPolicy?: string;
    strategy?: { type?: string };
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
    minReadySeconds?: number;
    selector?: { matchLabels?: Record<string, string> };
    template?: { spec?: Pod["spec"] };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberReady?: number;
    numberAvailable?: number;
    conditions?: Condition[];
  };
}

/** A node, as far as its health and size matter. */
export interface Node extends KubernetesObject {
  spec?: { unschedulable?: boolean };
  status?: { conditions?: Condition[]; allocatable?: Record<string, string> };
}

/** Reads an object by the shape of its kind. */
export function shaped<T extends KubernetesObject>(object: KubernetesObject): T {
  return object as T;
}

/** The conditions of any object. */
export function conditionsOf(object: KubernetesObject): Condition[] {
  const conditions = (object.status as { conditions?: unknown } | undefined)?.conditions;
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

/** One condition of an object, or undefined. */
export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** Whether the controller has seen the last change of the spec. Kinds without generations count as seen. */
export function isObserved(object: KubernetesObject): boolean {
  const { generation } = object.metadata;
  const observed = (object.status as { observedGeneration?: number } | undefined)?.observedGeneration;
  return generation === undefined || (observed !== undefined && observed >= generation);
}

/** Whether another object controls this one. */
export function isOwnedBy(object: KubernetesObject, uid: string | undefined): boolean {
  return uid !== undefined && (object.metadata.ownerReferences ?? []).some((owner) => owner.uid === uid);
}

/** Whether labels carry every pair of a selector. An empty selector selects nothing here: no rule means "everything". */
export function selects(selector: Record<string, string> | undefined, labels: Record<string, string> = {}): boolean {
  const pairs = Object.entries(selector ?? {});
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

/** Names an object for people: `Deployment apps/web`. */
export function describe(object: KubernetesObject): string {
  const { namespace, name = "" } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** Joins words for people: `a`, `a and b`, `a, b and 3 more`. */
export function enumerate(words: readonly string[], most = 3): string {
  if (words.length > most) return `${words.slice(0, most).join(", ")} and ${words.length - most} more`;
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1] ?? ""}`;
}
