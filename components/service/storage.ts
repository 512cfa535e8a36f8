import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { fileKey } from "../../config/names";
import { memory } from "../../config/quantity";
import type { ContainerArgs } from "./container-arguments";
import type { PodArgs } from "./pod-arguments";

type Volume = kubernetes.types.input.core.v1.Volume;
type VolumeMount = kubernetes.types.input.core.v1.VolumeMount;

/** Volumes of a pod, and where containers mount them. */
export interface Storage {
  readonly volumes: readonly Volume[];
  readonly mounts: readonly VolumeMount[];
}

/** Where programs expect room for temporary files, and how much of it a container has that says nothing itself. */
const TEMPORARY = { path: "/tmp", size: "64Mi" } as const;

/** The files of a pod, which all of its containers see. */
export function fileStorage({ files }: PodArgs, filesFrom: pulumi.Input<string> | undefined): Storage {
  if (filesFrom === undefined) return { volumes: [], mounts: [] };
  return {
    volumes: [{ name: "files", configMap: { name: filesFrom } }],
    mounts: Object.keys(files ?? {}).map((path) => ({
      name: "files",
      mountPath: path,
      subPath: fileKey(path),
      readOnly: true,
    })),
  };
}

/**
 * Folders on the node's disk: what is written there does not count as memory, and beyond the limit the pod is evicted.
 *
 * @param folders sizes by path.
 * @param prefix beginning of the names of the volumes.
 */
export function folderStorage(folders: Readonly<Record<string, string>>, prefix: string): Storage {
  const entries = Object.entries(folders);
  return {
    volumes: entries.map(([, size], index) => ({
      name: `${prefix}writable-${index}`,
      emptyDir: { sizeLimit: memory(size) },
    })),
    mounts: entries.map(([path], index) => ({ name: `${prefix}writable-${index}`, mountPath: path })),
  };
}

/**
 * Files that come from Secrets, one volume for each Secret.
 *
 * @param prefix beginning of the names of the volumes.
 */
export function secretStorage({ secretFiles }: ContainerArgs, prefix: string): Storage {
  const all = Object.entries(secretFiles ?? {});
  const volumes: Volume[] = [];
  const mounts: VolumeMount[] = [];
  for (const [index, secret] of [...new Set(all.map(([, file]) => file.secret))].entries()) {
    const name = `${prefix}secret-${index}`;
    const files = all.filter(([, file]) => file.secret === secret);
    const keys = [...new Set(files.map(([, { key }]) => key))];
    volumes.push({
      name,
      secret: {
        secretName: secret.name,
        items: keys.map((key) => ({ key, path: key })),
        // The group of the pod alone may read them.
        defaultMode: 0o440,
      },
    });
    mounts.push(...files.map(([path, { key }]) => ({ name, mountPath: path, subPath: key, readOnly: true })));
  }
  return { volumes, mounts };
}

/** Volumes that stay. @param claims names of the PersistentVolumeClaims, by the path at which they are mounted. */
export function claimStorage(claims: ReadonlyMap<string, pulumi.Input<string>>): Storage {
  const entries = [...claims];
  return {
    volumes: entries.map(([, claimName], index) => ({
      name: `volume-${index}`,
      persistentVolumeClaim: { claimName },
    })),
    mounts: entries.map(([path], index) => ({ name: `volume-${index}`, mountPath: path })),
  };
}

/** Folders of a pod's main container that can be written, with their sizes. */
export function writableFolders({ writable, files, secretFiles, volumes }: PodArgs): Readonly<Record<string, string>> {
  return { ...writable, ...temporary([writable, files, secretFiles, volumes]) };
}

/** The folder for temporary files that a container beside the main one has for itself, unless the pod has something else there. */
export function ownTemporary(
  { secretFiles }: ContainerArgs,
  { writable, files, volumes }: PodArgs,
): Readonly<Record<string, string>> {
  return temporary([secretFiles, writable, files, volumes]);
}

function temporary(taken: readonly (object | undefined)[]): Readonly<Record<string, string>> {
  const { path, size } = TEMPORARY;
  return taken.some((paths) => paths !== undefined && Object.hasOwn(paths, path)) ? {} : { [path]: size };
}

/** Several storages as one. */
export function together(storages: readonly Storage[]): Storage {
  return {
    volumes: storages.flatMap(({ volumes }) => volumes),
    mounts: storages.flatMap(({ mounts }) => mounts),
  };
}
