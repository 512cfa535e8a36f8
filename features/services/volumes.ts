import type { z } from "zod";
import type { Rule } from "../../config/draft";
import { serviceFault, servicesOf } from "../../config/draft";
import { containerPath, flag, map, memoryBetween, oneOf, strict, text } from "../../config/fields";
import { claimSuffix } from "../../config/names";
import { isReplicated } from "./kinds";

const volume = strict({
  /** How much it holds. It can be raised where its StorageClass allows that, and never lowered. */
  size: memoryBetween("1Mi", "64Ti"),
  /** StorageClass that it comes from. @default that of the target, else the cluster's own default */
  class: text(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "the name of a StorageClass").optional(),
  /** one: pods of one node at a time, so that the service has one replica; many: pods of all nodes, where the class can. @default one */
  access: oneOf(["one", "many"]).default("one"),
  /** Whether it stays, with what is in it, when the service is removed; the namespace is then protected. @default true */
  keep: flag().default(true),
});

/** Volumes by the paths at which they are mounted. */
export const volumes = map(containerPath(), volume, "a map from paths to volumes").default({});

/** A checked volume of a service. */
export type VolumeConfig = z.infer<typeof volume>;

/** Whether one node alone can mount a volume of these, so that there can be one replica only, which ends before its successor starts. */
export function isSingle(service: { readonly volumes: Readonly<Record<string, VolumeConfig>> }): boolean {
  return Object.values(service.volumes).some(({ access }) => access === "one");
}

/** Whether some volume of these services is to stay when its service is removed. */
export function keepsVolumes(
  services: readonly { readonly volumes: Readonly<Record<string, VolumeConfig>> }[],
): boolean {
  return services.some(({ volumes: own }) => Object.values(own).some(({ keep }) => keep));
}

const oneReplicaForOneNode: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) => {
    if (!isSingle(service) || !isReplicated(service)) return [];
    const path = Object.entries(service.volumes).find(([, { access }]) => access === "one")?.[0] ?? "";
    const because = `as the volume ${path} is mounted by one at a time; or make its access many`;
    return [
      ...(service.scaling !== undefined && service.scaling !== 1
        ? [serviceFault(key, "scaling", service.scaling, `allowed: 1, ${because}`)]
        : []),
      ...(service.strategy === "rolling"
        ? [serviceFault(key, "strategy", service.strategy, `allowed: recreate, ${because}`)]
        : []),
    ];
  });

const volumesHavePlaces: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { volumes: own, files, secretFiles, writable }]) => {
    const taken = { files, secretFiles, writable };
    return Object.keys(own).flatMap((path) =>
      Object.entries(taken)
        .filter(([, paths]) => Object.hasOwn(paths, path))
        .map(([name]) => serviceFault(key, `volumes.${path}`, undefined, `is under ${name} too: remove one`)),
    );
  });

const claimsHaveNames: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) => {
    const bySuffix = new Map<string, string>();
    return Object.keys(service.volumes).flatMap((path) => {
      const suffix = claimSuffix(path);
      const other = bySuffix.get(suffix);
      bySuffix.set(suffix, path);
      if (suffix === "")
        return [serviceFault(key, `volumes.${path}`, undefined, "allowed: a path with a letter or digit")];
      if (other === undefined) return [];
      return [
        serviceFault(key, `volumes.${path}`, undefined, `its claim has the name of that of ${other}: rename one`),
      ];
    });
  });

/** What must hold of the volumes of services. */
export const volumeRules: readonly Rule[] = [oneReplicaForOneNode, volumesHavePlaces, claimsHaveNames];
