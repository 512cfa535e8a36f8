import type { KubernetesObject } from "../../../../../engine/kubernetes/types";

type Fields = Record<string, unknown>;

const NAMESPACE = "apps";

/** Builds an object in namespace `apps`. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  fields: Fields = {},
  metadata: Fields = {},
): KubernetesObject {
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: NAMESPACE, uid: `uid-${kind}-${name}`, ...metadata },
    ...fields,
  };
}

/** An owner reference to an object of these builders. */
export function ownedBy(kind: string, name: string): Fields {
  return { ownerReferences: [{ apiVersion: "apps/v1", kind, name, uid: `uid-${kind}-${name}`, controller: true }] };
}

const readinessProbe = { httpGet: { path: "/", port: 80 } };

const template = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "main", image: "registry/web:1", readinessProbe }] },
};

/** A Deployment `web` of revision `revision`, by default just written and not yet seen by its controller. */
export function deployment(
  options: { replicas?: number; generation?: number; revision?: number; spec?: Fields; status?: Fields } = {},
): KubernetesObject {
  const { replicas = 1, generation = 1, revision, spec, status = {} } = options;
  const annotations = revision === undefined ? {} : { "deployment.kubernetes.io/revision": String(revision) };
  return object(
    "apps/v1",
    "Deployment",
    "web",
    {
      spec: { replicas, progressDeadlineSeconds: 600, selector: { matchLabels: { app: "web" } }, template, ...spec },
      status,
    },
    { generation, annotations },
  );
}

/** The status of a Deployment of which some replicas run. */
export function rollout(generation: number, counts: { all: number; updated: number; available: number }): Fields {
  return {
    observedGeneration: generation,
    replicas: counts.all,
    updatedReplicas: counts.updated,
    readyReplicas: counts.available,
    availableReplicas: counts.available,
  };
}

/** The ReplicaSet of a revision of Deployment `web`. */
export function replicaSet(revision: number, status: Fields = {}): KubernetesObject {
  return object(
    "apps/v1",
    "ReplicaSet",
    `web-${revision}`,
    { status },
    {
      annotations: { "deployment.kubernetes.io/revision": String(revision) },
      ...ownedBy("Deployment", "web"),
    },
  );
}

/** A pod of a ReplicaSet or another owner, with one container `main`. */
export function pod(
  name: string,
  options: {
    owner?: [kind: string, name: string];
    container?: Fields;
    status?: Fields;
    spec?: Fields;
    metadata?: Fields;
    ready?: boolean;
    main?: Fields;
  } = {},
): KubernetesObject {
  const { owner = ["ReplicaSet", "web-1"], container, status, spec, metadata, ready = false, main } = options;
  return object(
    "v1",
    "Pod",
    name,
    {
      spec: {
        nodeName: "node-1",
        restartPolicy: "Always",
        containers: [{ name: "main", image: "registry/web:1", readinessProbe, ...container }],
        ...spec,
      },
      status: {
        phase: ready ? "Running" : "Pending",
        conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
        containerStatuses: main ? [{ name: "main", ready, restartCount: 0, image: "registry/web:1", ...main }] : [],
        ...status,
      },
    },
    { labels: { app: "web" }, ...ownedBy(...owner), ...metadata },
  );
}

/** A container's status while it waits. */
export function waiting(reason: string, message?: string, more: Fields = {}): Fields {
  return { state: { waiting: { reason, message } }, ...more };
}

let events = 0;

/** An event about an object. */
export function event(about: KubernetesObject, reason: string, message: string, fields: Fields = {}): KubernetesObject {
  const { name = "", uid } = about.metadata;
  return object("v1", "Event", `${name}.${++events}`, {
    involvedObject: { kind: about.kind, name, uid, namespace: NAMESPACE },
    reason,
    message,
    type: "Warning",
    count: 1,
    ...fields,
  });
}
