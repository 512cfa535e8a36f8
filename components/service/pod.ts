import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ENDPOINT_REMOVAL_SECONDS, gracePeriod } from "../../config/duration";
import { fileKey } from "../../config/names";
import { formatMemory, memory, memoryBytes } from "../../config/quantity";
import { containerResources } from "../arguments";
import { selectorLabels } from "../labels";
import type { Probes, ServiceArgs } from "./arguments";

type PodSpec = kubernetes.types.input.core.v1.PodSpec;
type Probe = kubernetes.types.input.core.v1.Probe;
type Volume = kubernetes.types.input.core.v1.Volume;
type VolumeMount = kubernetes.types.input.core.v1.VolumeMount;

/** Name of the port inside the pod, to which the Service and the probes refer. */
export const PORT_NAME = "main";

/** Name of the port with the metrics inside the pod; the Service does not have it. */
const METRICS_PORT_NAME = "metrics";

/** How long requests in flight may take to finish where the service says nothing itself. */
export const DRAIN_SECONDS = 20;

/** Where programs expect room for temporary files, and how much of it a service has that says nothing itself. */
const TEMPORARY = { path: "/tmp", size: "64Mi" } as const;

/** Room on the node's disk for logs: twice the five files of 10 MiB that a kubelet keeps unless told otherwise, for it looks now and then. */
const LOGS = "100Mi";

/** How long a pod stays bound to a node that is gone; the cluster's own default of 300 s alone breaks the recovery target. */
const NODE_LOSS_SECONDS = 30;

/** What of the pod other children of the Service decide. */
export interface PodParts {
  /** The ServiceAccount's name. */
  readonly account: pulumi.Input<string>;
  /** The PriorityClass's name. */
  readonly priorityClass: pulumi.Input<string>;
  /** Name of the ConfigMap with the files; undefined when there are none. */
  readonly filesFrom?: pulumi.Input<string>;
}

/**
 * The pod of a service with the whole safety set: no root, nothing writable but what is named, no capabilities, no
 * credentials of the API server, requests and limits, probes, spread over nodes, and an end that loses no request.
 *
 * @param component name of the component, for faults.
 */
export function podSpec(component: string, args: ServiceArgs, parts: PodParts): PodSpec {
  const { volumes, volumeMounts } = storage(args, parts);
  const { user } = args;
  return {
    serviceAccountName: parts.account,
    priorityClassName: parts.priorityClass,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriod(args.drainTimeout ?? DRAIN_SECONDS),
    securityContext: {
      runAsNonRoot: true,
      ...(user ? { runAsUser: user.id, runAsGroup: user.group, fsGroup: user.group } : {}),
      seccompProfile: { type: "RuntimeDefault" },
    },
    topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: selectorLabels(args.name) },
      matchLabelKeys: ["pod-template-hash"],
    })),
    tolerations: ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
      key,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: NODE_LOSS_SECONDS,
    })),
    containers: [
      {
        name: args.name,
        image: args.image,
        imagePullPolicy: "IfNotPresent",
        ports: [
          { name: PORT_NAME, containerPort: args.port, protocol: "TCP" },
          ...(args.metrics ? [{ name: METRICS_PORT_NAME, containerPort: args.metrics.port, protocol: "TCP" }] : []),
        ],
        env: variables(args),
        resources: resources(component, args),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        ...probes(args.probes),
        // Without this a rolling update loses requests: new connections still come while the endpoint is removed.
        lifecycle: { preStop: { sleep: { seconds: ENDPOINT_REMOVAL_SECONDS } } },
        // The last words of a container that fails are then in its status, where a failed release shows them.
        terminationMessagePolicy: "FallbackToLogsOnError",
        ...(volumeMounts.length > 0 ? { volumeMounts } : {}),
      },
    ],
    ...(volumes.length > 0 ? { volumes } : {}),
  };
}

function resources(component: string, args: ServiceArgs) {
  const { requests, limits } = containerResources(component, args.requests, args.limits);
  // Space cannot be taken back, so all that may be used is requested.
  const bytes = [LOGS, ...Object.values(writableFolders(args))].reduce((sum, size) => sum + memoryBytes(size), 0);
  const disk = { "ephemeral-storage": formatMemory(bytes) };
  return { requests: { ...requests, ...disk }, limits: { ...limits, ...disk } };
}

function variables(args: ServiceArgs) {
  return [
    ...Object.entries(args.environment ?? {}).map(([name, value]) => ({ name, value })),
    ...Object.entries(args.secrets ?? {}).map(([name, { secret, key }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret.name, key } },
    })),
  ];
}

function probes({ kind, readiness, liveness, startupTimeout }: Probes) {
  const ask = (path: string): Probe =>
    kind === "http" ? { httpGet: { path, port: PORT_NAME } } : { tcpSocket: { port: PORT_NAME } };
  return {
    // Asked every second, so that a replica counts as soon as it can.
    startupProbe: { ...ask(liveness), periodSeconds: 1, timeoutSeconds: 1, failureThreshold: startupTimeout },
    readinessProbe: { ...ask(readiness), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
    livenessProbe: { ...ask(liveness), periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
  };
}

function storage(args: ServiceArgs, { filesFrom }: PodParts): { volumes: Volume[]; volumeMounts: VolumeMount[] } {
  const volumes: Volume[] = [];
  const volumeMounts: VolumeMount[] = [];
  if (filesFrom !== undefined) {
    volumes.push({ name: "files", configMap: { name: filesFrom } });
    for (const path of Object.keys(args.files ?? {})) {
      volumeMounts.push({ name: "files", mountPath: path, subPath: fileKey(path), readOnly: true });
    }
  }
  // On the node's disk: what is written there does not count as memory, and beyond the limit the pod is evicted.
  for (const [index, [path, size]] of Object.entries(writableFolders(args)).entries()) {
    volumes.push({ name: `writable-${index}`, emptyDir: { sizeLimit: memory(size) } });
    volumeMounts.push({ name: `writable-${index}`, mountPath: path });
  }
  const secretFiles = Object.entries(args.secretFiles ?? {});
  for (const [index, secret] of [...new Set(secretFiles.map(([, file]) => file.secret))].entries()) {
    const files = secretFiles.filter(([, file]) => file.secret === secret);
    const keys = [...new Set(files.map(([, { key }]) => key))];
    volumes.push({
      name: `secret-${index}`,
      secret: {
        secretName: secret.name,
        items: keys.map((key) => ({ key, path: key })),
        // Only the group of the pod may read them; where that is not known, everybody in the container.
        defaultMode: args.user ? 0o440 : 0o444,
      },
    });
    for (const [path, { key }] of files) {
      volumeMounts.push({ name: `secret-${index}`, mountPath: path, subPath: key, readOnly: true });
    }
  }
  return { volumes, volumeMounts };
}

/** Folders that can be written, with their sizes. */
function writableFolders({ writable, files, secretFiles }: ServiceArgs): Readonly<Record<string, string>> {
  const { path, size } = TEMPORARY;
  const isTaken = [writable, files, secretFiles].some((paths) => paths !== undefined && Object.hasOwn(paths, path));
  return { ...writable, ...(isTaken ? {} : { [path]: size }) };
}
