import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { renamedFrom, transformed } from "../arguments";
import type { Endpoint } from "../contribution";
import { labels } from "../labels";
import type { Scope } from "../scope";
import { persistentVolumeClaims } from "./claims";
import type { Metadata } from "./files";
import { filesConfigMap } from "./files";
import type { PodParts } from "./pod";
import type { PodArgs, PodTransforms } from "./pod-arguments";

/** How long the cluster may take for anything but starting pods. */
const QUICK = "1m";

/** Which workload it is. */
export interface Identity {
  /** The component that owns its objects. */
  readonly owner: pulumi.ComponentResource;
  /** Name of the component. */
  readonly name: string;
  /** What it is within the platform, for labels. */
  readonly component: string;
}

/** What a workload of any kind has beside the workload itself. */
export interface Parts extends Identity {
  /** Metadata of its objects. */
  readonly metadata: Metadata;
  /** Options of its objects, which go with the namespace. */
  readonly inside: pulumi.CustomResourceOptions;
  /** What its pods refer to. */
  readonly pod: PodParts;
}

/** What of a workload its parts need to know. */
export interface PartsArgs extends Identity {
  /** Whom it can be called by, and where. */
  readonly endpoints: readonly Endpoint[];
}

/** Makes what a workload of any kind has: an identity without credentials, its files and volumes, and traffic only where wanted. */
export function makeParts(
  args: PodArgs & { readonly transform?: PodTransforms },
  { owner, name, component, endpoints }: PartsArgs,
  scope: Scope,
): Parts {
  const { namespace } = scope;
  const metadata = (objectName: string = args.name) => ({
    name: objectName,
    namespace: namespace.name,
    labels: labels({ ...args, component }),
  });
  const inside = {
    parent: owner,
    deletedWith: namespace.object,
    customTimeouts: { create: QUICK, update: QUICK, delete: QUICK },
  };
  const account = new kubernetes.core.v1.ServiceAccount(
    `${name}-service-account`,
    transformed(
      {
        metadata: metadata(),
        automountServiceAccountToken: false,
        ...(namespace.imagePullSecrets.length > 0 ? { imagePullSecrets: [...namespace.imagePullSecrets] } : {}),
      },
      args.transform?.serviceAccount,
    ),
    { ...inside, ...renamedFrom(`${name}-account`) },
  );
  scope.contribute(owner, {
    network: {
      workload: args.name,
      namespace,
      endpoints,
      needs: args.needs ?? [],
      policyName: `${name}-policy`,
      labels: labels({ ...args, component }),
      transform: args.transform?.policy,
      options: inside,
    },
  });
  const files = filesConfigMap(name, args, metadata, inside);
  const claims = persistentVolumeClaims(name, args, metadata, inside);
  return {
    owner,
    name,
    component,
    metadata,
    inside,
    pod: {
      account: account.metadata.name,
      filesFrom: files?.metadata.name,
      priorityClass: namespace.priorityClass,
      claims,
    },
  };
}

/** Marks pods with the state of each Secret that they read: when one changes, they are replaced and read it anew. */
export function secretRevisions(args: PodArgs): Record<string, pulumi.Input<string>> {
  const containers = [args, ...(args.init ?? []), ...(args.sidecars ?? [])];
  const keys = containers.flatMap((one) => [
    ...Object.values(one.secrets ?? {}),
    ...Object.values(one.secretFiles ?? {}),
  ]);
  const secrets = new Set(keys.map(({ secret }) => secret));
  const revisions = [...secrets].map(({ name, revision }) => pulumi.interpolate`${name}=${revision}`);
  return revisions.length === 0
    ? {}
    : { "platform.internal/secret-revisions": pulumi.all(revisions).apply((all) => all.join(",")) };
}
