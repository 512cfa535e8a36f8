import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ENDPOINT_REMOVAL_SECONDS, gracePeriod } from "../../config/duration";
import { selectorLabels } from "../labels";
import { container } from "./container";
import type { SidecarArgs } from "./container-arguments";
import type { PodArgs } from "./pod-arguments";
import { sidecarPorts, type ContainerProbes } from "./probes";
import type { Storage } from "./storage";
import {
  claimStorage,
  fileStorage,
  folderStorage,
  ownTemporary,
  secretStorage,
  together,
  writableFolders,
} from "./storage";

type PodSpec = kubernetes.types.input.core.v1.PodSpec;
type Container = kubernetes.types.input.core.v1.Container;

/** How long what is in hand may take to finish where the workload says nothing itself. */
export const DRAIN_SECONDS = 20;

/** How long a pod stays bound to a node that is gone; the cluster's own default of 300 s alone breaks the recovery target. */
const NODE_LOSS_SECONDS = 30;

/** Who processes run as where nobody says it in numbers: from 10000 on no user or group of a node has the number. */
const USUAL_USER = { id: 10001, group: 10001 } as const;

/** What of the pod other children of the workload decide. */
export interface PodParts {
  /** The ServiceAccount's name. */
  readonly account: pulumi.Input<string>;
  /** The PriorityClass's name. */
  readonly priorityClass: pulumi.Input<string>;
  /** Name of the ConfigMap with the files; undefined when there are none. */
  readonly filesFrom?: pulumi.Input<string>;
  /** Names of the PersistentVolumeClaims, by the path at which they are mounted. */
  readonly claims: ReadonlyMap<string, pulumi.Input<string>>;
}

/** What of the pod its kind decides. */
export type PodKind =
  /** One of several like it, which runs until it is stopped. */
  | {
      readonly runs: "on";
      /** Ports on which the main container listens, by name. */
      readonly ports: Readonly<Record<string, number>>;
      readonly probes: ContainerProbes;
      /** Whether a Service leads to it, so that requests still come while it is to stop. */
      readonly isCalled: boolean;
    }
  /** One that runs to its end; tried again, it is another pod, so that each try leaves its log. */
  | { readonly runs: "once" };

/**
 * The pod of a workload with the whole safety set: no root, nothing writable but what is named, no capabilities, no
 * credentials of the API server, requests and limits, and an end that loses nothing; those with replicas are asked by
 * probes, and spread over nodes.
 *
 * @param component name of the component, for faults.
 */
export function podSpec(component: string, args: PodArgs, parts: PodParts, kind: PodKind): PodSpec {
  const user = args.user ?? USUAL_USER;
  const folders = writableFolders(args);
  const files = fileStorage(args, parts.filesFrom);
  const writable = folderStorage(folders, "");
  const secrets = secretStorage(args, "");
  const claims = claimStorage(parts.claims);
  const extras = extraContainers(component, args, together([files, writableOf(args, writable), claims]));
  const volumes = together([files, writable, secrets, claims, ...extras.storage]).volumes;
  return {
    ...(kind.runs === "once" ? { restartPolicy: "Never" } : {}),
    serviceAccountName: parts.account,
    priorityClassName: parts.priorityClass,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriod(args.drainTimeout ?? DRAIN_SECONDS),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user.id,
      runAsGroup: user.group,
      fsGroup: user.group,
      // A volume with much in it is not gone through at every start.
      ...(parts.claims.size > 0 ? { fsGroupChangePolicy: "OnRootMismatch" } : {}),
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(kind.runs === "on" ? { topologySpreadConstraints: spread(args.name) } : {}),
    tolerations: ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
      key,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: NODE_LOSS_SECONDS,
    })),
    ...(extras.containers.length > 0 ? { initContainers: extras.containers } : {}),
    containers: [
      container(args, {
        component,
        name: args.name,
        ...(kind.runs === "on"
          ? {
              ports: kind.ports,
              probes: kind.probes,
              ...(kind.isCalled ? { servesOn: ENDPOINT_REMOVAL_SECONDS } : {}),
            }
          : {}),
        folders: Object.values(folders),
        mounts: together([files, writable, secrets, claims]).mounts,
      }),
    ],
    ...(volumes.length > 0 ? { volumes: [...volumes] } : {}),
  };
}

function spread(name: string) {
  return ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selectorLabels(name) },
    matchLabelKeys: ["pod-template-hash"],
  }));
}

/** Of the folders that the main container can write those that the service has named: what is temporary is each container's own. */
function writableOf({ writable = {} }: PodArgs, all: Storage): Storage {
  return { volumes: [], mounts: all.mounts.filter(({ mountPath }) => Object.hasOwn(writable, mountPath as string)) };
}

/**
 * The containers that start before the main one: first the sidecars, which then serve those that run to their end, too.
 *
 * @param shared what all containers of the pod mount.
 */
function extraContainers(component: string, args: PodArgs, shared: Storage) {
  const storage: Storage[] = [];
  const make = (list: string) => (extra: SidecarArgs, index: number) => {
    const folders = ownTemporary(extra, args);
    const own = together([folderStorage(folders, `${list}-${index}-`), secretStorage(extra, `${list}-${index}-`)]);
    storage.push(own);
    const name = `${component}: ${extra.name}`;
    return container(extra, {
      component: name,
      name: extra.name,
      ...sidecarPorts(name, extra),
      folders: Object.values(folders),
      mounts: [...shared.mounts, ...own.mounts],
    });
  };
  const containers: Container[] = [
    ...(args.sidecars ?? []).map(make("sidecar")).map((sidecar) => ({ ...sidecar, restartPolicy: "Always" })),
    ...(args.init ?? []).map(make("init")),
  ];
  return { containers, storage };
}
