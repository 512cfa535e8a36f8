import { isDeepStrictEqual } from "node:util";
import type { Action } from "./changes";
import { valueAt } from "./properties";

/** What a change does to those who use the platform. */
export interface Effect {
  /** Whose data it touches and how, in words; undefined where it touches none. */
  readonly data?: string;
  /** Whether requests go on being answered; undefined where it serves none. */
  readonly traffic?: "stops" | "continues";
  /** Why, in words. */
  readonly reason?: string;
  /** What happens to the workload, in words after its name: `rolls to a new image`. */
  readonly words?: string;
}

/** What an effect is judged from. */
export interface EffectFacts {
  readonly type: string;
  readonly action: Action;
  readonly deletedFirst: boolean;
  readonly isRetained: boolean;
  /** Name of the component that it belongs to. */
  readonly owner: string;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
  /** Paths that differ. */
  readonly paths: readonly string[];
}

/** What holds data, and what is lost with it. `{owner}` stands for whose it is. */
const DATA: readonly (readonly [type: RegExp, lost: string])[] = [
  [/^kubernetes:core\/v1:PersistentVolumeClaim$/, "the files of a volume of {owner}"],
  [/^kubernetes:core\/v1:PersistentVolume$/, "the files of a volume"],
  [/^kubernetes:core\/v1:Namespace$/, "everything in the namespace, with the data of all services there"],
  [/^kubernetes:apps\/v1:StatefulSet$/, "the pods that have the volumes of {owner}"],
  [/^kubernetes:core\/v1:Secret$/, "the keys of a Secret of {owner}"],
  [
    /^random:index\/random(Password|Bytes|String|Id|Uuid|Pet|Integer)/,
    "a generated value of {owner}: a new one is made",
  ],
  [/^kubernetes:postgresql\.|^aws:rds\//, "a database of {owner}"],
  [/^aws:s3\/bucket/i, "the objects of a bucket of {owner}"],
  [/^aws:(elasticache|memorydb)\//, "a cache of {owner}"],
  [/^aws:opensearch\//, "a search index of {owner}"],
  [/^aws:dynamodb\//, "a table of {owner}"],
  [/^aws:(efs|fsx)\/|^aws:ebs\/volume/i, "the files of a volume of {owner}"],
  [/^aws:kms\/key:/, "everything that is encrypted with a key of {owner}"],
  [/^aws:ecr\/repository:/, "the images of a repository of {owner}"],
  [/^aws:eks\/cluster:/, "everything in the cluster"],
];

/** What answers requests, or stands in their way. */
const SERVES =
  /^kubernetes:(apps\/v1:(Deployment|StatefulSet|DaemonSet)|core\/v1:(Service|Namespace)|networking\.k8s\.io\/v1:(Ingress|NetworkPolicy)|gateway\.networking\.k8s\.io\/.*)$|^aws:(lb|alb|cloudfront|route53)\/|^aws:eks\//;

/** Whether a type says who may call whom, and answers nobody itself. */
export const isPolicy = (type: string) => /:NetworkPolicy$/.test(type);

const WORKLOAD = /^kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet)$/;

/** An image that is built here; what deploys it says more. */
export const BUILD = /^docker(-build)?:index\/?(image)?:Image$/;

const IMAGE = /^spec\.template\.spec\.(initC|c)ontainers\[\d+\]\.image$/;

const TEMPLATE = /^spec\.template(\.|$)/;

/** Labels that say the version change with it, and make nothing else happen. */
const VERSION_LABEL = /\.labels\["app\.kubernetes\.io\/version"\]$/;

/** Judges what a change does. */
export function effectOf(facts: EffectFacts): Effect {
  const { action } = facts;
  const data = action === "replace" || action === "delete" || action === "forget" ? dataOf(facts) : undefined;
  return { ...(data === undefined ? {} : { data }), ...trafficOf(facts), ...wordsOf(facts) };
}

function dataOf({ type, owner, isRetained, action }: EffectFacts): string | undefined {
  const lost = DATA.find(([pattern]) => pattern.test(type))?.[1].replace("{owner}", owner);
  if (lost === undefined) return undefined;
  if (action === "forget" || isRetained) return `${lost}: kept where they are, only the program forgets them`;
  return lost;
}

function trafficOf({ type, action, deletedFirst, isRetained, before, after }: EffectFacts): Partial<Effect> {
  if (!SERVES.test(type)) return {};
  switch (action) {
    case "delete":
      return isRetained
        ? { traffic: "continues", reason: "it stays where it is" }
        : {
            traffic: "stops",
            reason: isPolicy(type) ? "connections that it allowed are denied" : "nothing answers any more",
          };
    case "replace":
      return deletedFirst || hasFixedName(before, after)
        ? { traffic: "stops", reason: "the old one is deleted before the new one is made" }
        : { traffic: "continues", reason: "the new one is made before the old one is deleted" };
    case "update":
      if (!WORKLOAD.test(type)) return { traffic: "continues" };
      if (valueAt(after, ["spec", "replicas"]) === 0 && valueAt(before, ["spec", "replicas"]) !== 0)
        return { traffic: "stops", reason: "no replica is left" };
      if (valueAt(after, ["spec", "strategy", "type"]) === "Recreate" && templateChanges(before, after))
        return { traffic: "stops", reason: "its strategy ends the old pods before it starts new ones" };
      return { traffic: "continues" };
    default:
      return {};
  }
}

/** A successor with the same name cannot exist beside the old object. */
function hasFixedName(before: unknown, after: unknown): boolean {
  const [old, now] = [before, after].map((one) => valueAt(one, ["metadata", "name"]));
  return old !== undefined && old === now;
}

const templateChanges = (before: unknown, after: unknown) =>
  !isDeepStrictEqual(valueAt(before, ["spec", "template"]), valueAt(after, ["spec", "template"]));

function wordsOf({ type, action, before, after, paths }: EffectFacts): Partial<Effect> {
  if (BUILD.test(type) && action !== "delete") return { words: "is built anew" };
  if (!WORKLOAD.test(type)) return {};
  switch (action) {
    case "create":
      return { words: "is new" };
    case "delete":
      return { words: "is deleted" };
    case "replace":
      return { words: "is replaced" };
    case "update": {
      const [old, now] = [before, after].map((one) => valueAt(one, ["spec", "replicas"]));
      const scales =
        typeof old === "number" && typeof now === "number" && old !== now ? `scales from ${old} to ${now}` : undefined;
      const rolls = rollsTo(paths);
      const words = [rolls, scales].filter((one) => one !== undefined).join(" and ");
      return { words: words || "changes without a new pod" };
    }
    default:
      return {};
  }
}

function rollsTo(paths: readonly string[]): string | undefined {
  const template = paths.filter((path) => TEMPLATE.test(path) && !VERSION_LABEL.test(path));
  const isImage = (path: string) => IMAGE.test(path);
  if (template.some(isImage)) {
    return template.every(isImage) ? "rolls to a new image" : "rolls to a new image with other settings";
  }
  if (template.length > 0) return "rolls to other settings";
  return paths.some((path) => TEMPLATE.test(path)) ? "rolls to another version" : undefined;
}
