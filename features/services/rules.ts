import type { Rule } from "../../config/draft";
import { serviceFault, servicesOf } from "../../config/draft";
import { leastProgressDeadline } from "../../config/duration";
import type { Fault } from "../../config/faults";
import { fileKey, RESERVED_NAMES } from "../../config/names";
import type { PlatformConfig } from "../../config/schema";
import { containerRules } from "./container-rules";
import { exposureRules } from "./exposure";
import { kindRules } from "./kinds";
import { needsRules } from "./needs";
import { portRules } from "./port-rules";
import { releaseTimes } from "./resolve";
import { runRules } from "./runs";
import type { ServiceConfig } from "./schema";
import { volumeRules } from "./volumes";

const uniqueNames: Rule = ({ config }) => duplicates(config, "name", (service, key) => service.name ?? key);

const namesAreFree: Rule = ({ config }) =>
  servicesOf(config)
    .filter(([key, { name }]) => RESERVED_NAMES.includes(name ?? key))
    .map(([key, { name }]) =>
      serviceFault(key, "name", name ?? key, "every namespace has objects of this name already: choose another"),
    );

const uniqueNodePorts: Rule = ({ config }) =>
  duplicates(config, "expose.nodePort", ({ expose }) => (expose?.kind === "node" ? expose.nodePort : undefined));

const filesHavePlaces: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, { files, secretFiles, writable }]) => {
    const byKey = new Map<string, string>();
    const secret = Object.keys(secretFiles).flatMap((path) => {
      const other = Object.hasOwn(files, path) ? "files" : Object.hasOwn(writable, path) ? "writable" : undefined;
      return other === undefined
        ? []
        : [serviceFault(key, `secretFiles.${path}`, undefined, `is under ${other} too: remove one`)];
    });
    const given = Object.keys(files).flatMap((path) => {
      if (Object.hasOwn(writable, path)) {
        return [serviceFault(key, `files.${path}`, undefined, "is a folder under writable too: remove one")];
      }
      const other = byKey.get(fileKey(path));
      byKey.set(fileKey(path), path);
      if (other === undefined) return [];
      return [
        serviceFault(key, `files.${path}`, undefined, `its key in the ConfigMap is that of ${other}: rename one`),
      ];
    });
    return [...secret, ...given];
  });

const releasesCanSucceed: Rule = ({ config }) =>
  servicesOf(config).flatMap(([key, service]) => {
    const { progressDeadline } = service;
    const times = releaseTimes(service);
    const least = leastProgressDeadline(times);
    if (progressDeadline === undefined || progressDeadline >= least) return [];
    return [
      serviceFault(
        key,
        "progressDeadline",
        `${progressDeadline}s`,
        `allowed: at least ${least}s, which starting${times.strategy === "recreate" ? " after the old replica's end" : ""} ` +
          "may take (probes.startupTimeout, also of sidecars, drainTimeout); or leave it out, and it follows from those",
      ),
    ];
  });

/** What must hold between the keys of services. */
export const servicesRules: readonly Rule[] = [
  uniqueNames,
  namesAreFree,
  uniqueNodePorts,
  filesHavePlaces,
  ...portRules,
  releasesCanSucceed,
  ...exposureRules,
  ...needsRules,
  ...kindRules,
  ...runRules,
  ...volumeRules,
  ...containerRules,
];

function duplicates(
  config: Partial<PlatformConfig>,
  at: string,
  value: (service: ServiceConfig, key: string) => string | number | undefined,
): Fault[] {
  const first = new Map<string | number, string>();
  return servicesOf(config).flatMap(([key, service]) => {
    const found = value(service, key);
    if (found === undefined) return [];
    const other = first.get(found);
    if (other === undefined) {
      first.set(found, key);
      return [];
    }
    return [serviceFault(key, at, found, `service "${other}" has it already: each service needs its own`)];
  });
}
