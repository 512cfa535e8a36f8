import { memoryBytes } from "../config/quantity";
import type { Difference } from "../features/rehearsal/resolve";
import { cpuShare, memoryShare, storageShare } from "../features/rehearsal/resolve";
import { EMBEDDED } from "../features/target/config";
import { mirrorRepository, parseImageReference } from "../formats/image-reference";
import type { Rendered, Rendering } from "./render";
import { CHOSEN_NODE_PORT, GIVEN_LOAD_BALANCER, REGISTRY_DIGEST, SECRET_MARK } from "./render";

/** Something that a rehearsal has otherwise than the stack's own target, and that no declared difference explains. */
export interface Deviation {
  /** Type and name of the resource; `outputs` for those of the stack. */
  readonly resource: string;
  /** Path of the property. */
  readonly path: string;
  /** What the stack's own target would get. */
  readonly target: unknown;
  /** What the rehearsal would get. */
  readonly rehearsal: unknown;
}

/** Terms of a rehearsal that its differences refer to. */
export interface Terms {
  readonly factor: number;
  /** What a folder or volume has at the most. */
  readonly storage: string;
  readonly differences: readonly Difference[];
}

/** Where a value stands. */
interface Place {
  readonly type: string;
  readonly name: string;
  readonly path: string;
}

/** What the rehearsal is to have where the target has a value: the value itself where a difference does not concern the place. */
type Prediction = (value: unknown, place: Place) => unknown;

const PASSWORD = "random:index/randomPassword:RandomPassword";

/**
 * Compares what the program asks for on a stack's own target with what it asks for in the rehearsal, resource by resource and property by
 * property.
 *
 * @returns everything that differs and is not exactly what the declared differences say; empty where there is parity.
 */
export function deviations(target: Rendering, rehearsal: Rendering, terms: Terms): Deviation[] {
  const predictions = terms.differences.map((difference) => predictionOf(difference, terms));
  const generated = generatedPasswords(terms);
  const [left, right] = [target, rehearsal].map((one) => new Map(rootless(one).map((each) => [nameOf(each), each])));
  const found: Deviation[] = [];
  const compare = (place: Place, resource: string, a: unknown, b: unknown) => {
    for (const { path, one, other } of leaves(a, b, place.path)) {
      if (one === other || isExplained(one, other, { ...place, path }, predictions, terms)) continue;
      found.push({ resource, path, target: one, rehearsal: other });
    }
  };
  for (const name of new Set([...left!.keys(), ...right!.keys()])) {
    const [one, other] = [left!.get(name), right!.get(name)];
    if (!one && other?.type === PASSWORD && generated.has(other.name)) continue;
    if (!one || !other) {
      const is = (there: Rendered | undefined) => (there ? "a resource" : "no such resource");
      found.push({ resource: name, path: "", target: is(one), rehearsal: is(other) });
      continue;
    }
    compare({ type: one.type, name: one.name, path: "" }, name, one, {
      ...other,
      dependencies: other.dependencies.filter((each) => !generated.has(each) || one.dependencies.includes(each)),
    });
  }
  const stack = { type: "pulumi:pulumi:Stack", name: "" };
  compare({ ...stack, path: "" }, "outputs", target.outputs, rehearsal.outputs);
  const [ours, theirs] = [target, rehearsal].map(outputsOfComponents);
  compare({ ...stack, path: "" }, "outputs of components", ours, theirs);
  return found;
}

/** The deviations as lines for a message: where, and both values. */
export function describeDeviations(found: readonly Deviation[]): string[] {
  const shown = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
  return found.map(
    ({ resource, path, target, rehearsal }) =>
      `${resource}${path === "" ? "" : `: ${path}`}\n      target: ${shown(target)}\n      rehearsal: ${shown(rehearsal)}`,
  );
}

/** The resources, with the stack itself as a parent without a name: that name is the stack's, and no resource of the program. */
function rootless({ resources }: Rendering): Rendered[] {
  const names = new Set(resources.map(({ name }) => name));
  return resources.map((one) =>
    one.parent !== undefined && names.has(one.parent) ? one : { ...one, parent: undefined },
  );
}

/** What components registered as outputs, without the stack's own, which are compared for themselves. */
function outputsOfComponents({ resources, componentOutputs }: Rendering): Rendering["componentOutputs"] {
  const names = new Set(resources.map(({ name }) => name));
  return Object.fromEntries(Object.entries(componentOutputs).filter(([name]) => names.has(name)));
}

function nameOf({ type, name }: Rendered): string {
  return `${type} ${name}`;
}

/** The pairs of plain values at the same paths of two values; a place that only one of them has is a pair with undefined. */
function* leaves(a: unknown, b: unknown, path: string): Generator<{ path: string; one: unknown; other: unknown }> {
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) {
    yield { path, one: a, other: b };
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const below = path === "" ? key : `${path}.${key}`;
    yield* leaves(a[key], b[key], below);
  }
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isExplained(
  one: unknown,
  other: unknown,
  place: Place,
  predictions: readonly Prediction[],
  terms: Terms,
): boolean {
  // Several differences may concern one value, as the registry and the repository do the name of an image; or one of them alone.
  const together = predictions.reduce((value, predict) => predict(value, place), one);
  if (together === other || predictions.some((predict) => predict(one, place) === other)) return true;
  return isGeneratedSecret(place, terms) || isSmallerDisk(one, other, place, terms);
}

/** Names of the passwords that only the rehearsal has, in place of values that nobody here can read. */
function generatedPasswords({ differences }: Terms): Set<string> {
  return new Set(differences.filter(({ kind }) => kind === "secret").map(({ key }) => key.slice("secrets.".length)));
}

function isGeneratedSecret({ type, name, path }: Place, terms: Terms): boolean {
  return [...generatedPasswords(terms)].some((password) => {
    const [secret, key] = password.split("/");
    const field = path.replaceAll(`.${SECRET_MARK}`, "");
    return (
      (type === "kubernetes:core/v1:Secret" && name === `${secret}-secret` && field === `inputs.stringData.${key}`) ||
      (type === "random:index/randomId:RandomId" && name === `${secret}-revision` && field === `inputs.keepers.${key}`)
    );
  });
}

/** The disk of a pod is the sum of its folders: smaller where one of them is. */
function isSmallerDisk(one: unknown, other: unknown, { path }: Place, { differences }: Terms): boolean {
  return (
    differences.some(({ kind }) => kind === "storage") &&
    /\.resources\.(requests|limits)\.ephemeral-storage$/.test(path) &&
    typeof one === "string" &&
    typeof other === "string" &&
    memoryBytes(other) < memoryBytes(one)
  );
}

/** What follows from one declared difference, and only at its places. */
function predictionOf(difference: Difference, terms: Terms): Prediction {
  const { kind, target, rehearsal } = difference;
  switch (kind) {
    case "target":
      return targetPrediction(difference);
    case "namespace":
      return (value) => (typeof value === "string" ? value.replaceAll(String(target), String(rehearsal)) : value);
    case "repository":
      return (value) => (typeof value === "string" ? value.replace(`/${target}`, `/${rehearsal}`) : value);
    case "requests and limits":
      return (value, { path }) => {
        const amount = /\.resources\.(?:requests|limits)\.(cpu|memory)$/.exec(path)?.[1];
        if (amount === undefined || typeof value !== "string") return value;
        return amount === "cpu" ? cpuShare(value, terms.factor) : memoryShare(value, terms.factor);
      };
    case "storage":
      return (value, { path }) =>
        typeof value === "string" && /\.emptyDir\.sizeLimit$|\.resources\.requests\.storage$/.test(path)
          ? storageShare(value, terms.storage)
          : value;
    case "storage class":
      return (value, { path }) => (/\.storageClassName$/.test(path) && value === target ? rehearsal : value);
    case "kept volume":
      return withoutKeeping;
    case "node port":
      return (value, { path }) => {
        if (/\.nodePort$/.test(path)) return value === target ? rehearsal : value;
        return isUrl(path) && typeof value === "string"
          ? value.replace(new RegExp(`:${target}$`), `:${CHOSEN_NODE_PORT}`)
          : value;
      };
    case "load balancer":
      return withoutLoadBalancer;
    case "secret":
      return (value) => value;
  }
}

/** A claim that goes with its service, and its namespace, which nothing has to protect then. */
const withoutKeeping: Prediction = (value, { type, path }) => {
  const isOfClaim = path === "retained" || path === "inputs.metadata.labels.platform.internal/kept";
  if (type === "kubernetes:core/v1:PersistentVolumeClaim" && isOfClaim) return undefined;
  return type === "kubernetes:core/v1:Namespace" && path === "protect" ? undefined : value;
};

/** How long a load balancer may take, and how long any other Service. */
const LOAD_BALANCER_TIME = "4m";
const USUAL_TIME = "1m";

/** A Service with a port of the nodes in place of an address of its own, which nobody has to wait for. */
const withoutLoadBalancer: Prediction = (value, { type, path }) => {
  if (isUrl(path) && typeof value === "string") {
    return value.replace(new RegExp(`//${GIVEN_LOAD_BALANCER}:\\d+$`), `//${EMBEDDED.nodeAddress}:${CHOSEN_NODE_PORT}`);
  }
  if (type !== "kubernetes:core/v1:Service") return value;
  if (path === "inputs.spec.type") return value === "LoadBalancer" ? "NodePort" : value;
  if (path.startsWith("inputs.spec.loadBalancerSourceRanges")) return undefined;
  return path.startsWith("timeouts.") && value === LOAD_BALANCER_TIME ? USUAL_TIME : value;
};

function isUrl(path: string): boolean {
  return /\.url$/.test(path);
}

/** Where each value of a target shows. What is not here, such as its kind, may show nowhere: components are the same on every target. */
function targetPrediction({ key, target, rehearsal }: Difference): Prediction {
  const exactly =
    (where: (place: Place) => boolean): Prediction =>
    (value, place) =>
      value === target && where(place) ? rehearsal : value;
  switch (key) {
    case "target.cluster.context":
      return exactly(({ type, path }) => type === "pulumi:providers:kubernetes" && path === "inputs.context");
    case "target.cluster.identifier":
      return exactly(({ type, path }) => type === "pulumi:providers:kubernetes" && path === "inputs.clusterIdentifier");
    case "target.cluster.kubeconfig":
      return exactly(({ type, path }) => type === "pulumi:providers:kubernetes" && path === "inputs.kubeconfig");
    case "target.cluster.nodeAddress":
      return (value, { path }) => {
        if (/\.nodeAddress$/.test(path)) return value === target ? rehearsal : value;
        return isUrl(path) && typeof value === "string" ? value.replace(`//${target}:`, `//${rehearsal}:`) : value;
      };
    case "target.registry.address":
      return (value) => {
        if (value === target) return rehearsal;
        const prefix = `${target}/`;
        return typeof value === "string" && value.startsWith(prefix)
          ? `${rehearsal}/${value.slice(prefix.length)}`
          : value;
      };
    case "target.registry.mirror":
      return mirroredImage;
    case "target.docker.host":
      return exactly(({ type, path }) => type === "pulumi:providers:docker" && path === "inputs.host");
    case "target.docker.network":
      return exactly(({ path }) => path === "inputs.build.network");
    case "target.storage.className":
      return exactly(({ path }) => /\.storageClassName$/.test(path));
    default:
      return (value) => value;
  }
}

/** A base image that comes from its own registry on the stack's own target, and from the mirror on the embedded cluster. */
const mirroredImage: Prediction = (value, { type, path }) => {
  if (type !== "docker:index/image:Image" || !path.startsWith("inputs.build.args.")) return value;
  const tag = typeof value === "string" && parseImageReference(value)?.tag;
  if (!tag) return value;
  return `${EMBEDDED.registry.address}/${mirrorRepository(value)}:${tag}@${REGISTRY_DIGEST}`;
};
