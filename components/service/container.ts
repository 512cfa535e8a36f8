import type * as kubernetes from "@pulumi/kubernetes";
import { formatMemory, memoryBytes } from "../../config/quantity";
import { containerResources } from "../arguments";
import type { ContainerArgs } from "./container-arguments";
import type { ContainerProbes } from "./probes";

type Container = kubernetes.types.input.core.v1.Container;

/** Room on the node's disk for logs: twice the five files of 10 MiB that a kubelet keeps unless told otherwise, for it looks now and then. */
const LOGS = "100Mi";

/** What of a container its arguments do not say. */
export interface ContainerParts {
  /** Name of the component, for faults. */
  readonly component: string;
  /** Name in the pod. */
  readonly name: string;
  /** Ports on which it listens, by name. @default none */
  readonly ports?: Readonly<Record<string, number>>;
  /** How it is asked whether it is started, ready and alive. @default not at all */
  readonly probes?: ContainerProbes;
  /** How long it goes on serving when it is to stop, in seconds. @default not at all */
  readonly servesOn?: number;
  /** Sizes of the folders on the node's disk that are its own. */
  readonly folders: readonly string[];
  readonly mounts: readonly kubernetes.types.input.core.v1.VolumeMount[];
}

/** A container with the whole safety set, whatever its place in the pod. */
export function container(args: ContainerArgs, parts: ContainerParts): Container {
  const ports = Object.entries(parts.ports ?? {});
  return {
    name: parts.name,
    image: args.image,
    imagePullPolicy: "IfNotPresent",
    ...(args.command ? { command: [...args.command] } : {}),
    ...(args.args ? { args: [...args.args] } : {}),
    ...(ports.length > 0
      ? { ports: ports.map(([name, containerPort]) => ({ name, containerPort, protocol: "TCP" })) }
      : {}),
    env: variables(args),
    resources: resources(args, parts),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    ...parts.probes,
    // Without this a rolling update loses requests: new connections still come while the endpoint is removed.
    ...(parts.servesOn === undefined ? {} : { lifecycle: { preStop: { sleep: { seconds: parts.servesOn } } } }),
    // The last words of a container that fails are then in its status, where a failed release shows them.
    terminationMessagePolicy: "FallbackToLogsOnError",
    ...(parts.mounts.length > 0 ? { volumeMounts: [...parts.mounts] } : {}),
  };
}

function resources(args: ContainerArgs, { component, folders }: ContainerParts) {
  const { requests, limits } = containerResources(component, args.requests, args.limits);
  // Space cannot be taken back, so all that may be used is requested.
  const bytes = [LOGS, ...folders].reduce((sum, size) => sum + memoryBytes(size), 0);
  const disk = { "ephemeral-storage": formatMemory(bytes) };
  return { requests: { ...requests, ...disk }, limits: { ...limits, ...disk } };
}

function variables(args: ContainerArgs) {
  return [
    ...Object.entries(args.environment ?? {}).map(([name, value]) => ({ name, value })),
    ...Object.entries(args.secrets ?? {}).map(([name, { secret, key }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret.name, key } },
    })),
  ];
}
