import type { KubernetesObject } from "../types";
import type { AwaitContext } from "./contract";
import { objectKey, type Subscription } from "./hub";
import type { View } from "./rule";

/**
 * Whether one state was written before another, also of another object: one store counts for all of them. Versions that are no
 * numbers cannot be compared and count as newer.
 */
function isOlder(one: KubernetesObject, other: KubernetesObject): boolean {
  const [a, b] = [one.metadata.resourceVersion, other.metadata.resourceVersion];
  if (!a || !b || !/^\d+$/.test(a) || !/^\d+$/.test(b)) return false;
  return BigInt(a) < BigInt(b);
}

/** Whether both are states of one object. */
export function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return one.metadata.uid === other.metadata.uid || other.metadata.uid === undefined;
}

/** Whether `candidate` is a later object of the same name, so that the known one must be gone. */
export function replaces(candidate: KubernetesObject, known: KubernetesObject): boolean {
  return !isSame(candidate, known) && !isOlder(candidate, known);
}

/** The view of a running wait: the awaited object and what its watches know. */
export class LiveView implements View {
  readonly written: KubernetesObject;
  readonly inputs: KubernetesObject;
  readonly operation: AwaitContext["operation"];
  private newest: KubernetesObject;
  private readonly related = new Map<string, Subscription>();
  /** Per kind, the version of each object that was there when the wait began. */
  private readonly before = new Map<string, Map<string, string | undefined>>();

  constructor(private readonly context: AwaitContext) {
    this.written = this.newest = context.object;
    this.inputs = context.inputs;
    this.operation = context.operation;
  }

  get object(): KubernetesObject {
    return this.newest;
  }

  /** Takes a state of the awaited object, unless it or a newer one is known. Returns whether it was taken. */
  take(object: KubernetesObject): boolean {
    const version = object.metadata.resourceVersion;
    if (isOlder(object, this.newest) || (version !== undefined && version === this.newest.metadata.resourceVersion)) {
      return false;
    }
    this.newest = object;
    return true;
  }

  /** Adds what the watch of a related kind knows. */
  attach(kind: string, subscription: Subscription): void {
    this.related.set(kind, subscription);
    if (subscription.synced) this.remember(kind);
  }

  /** Marks what is known of a kind now as having been there before the wait. */
  remember(kind: string): void {
    if (this.operation !== "update" || this.before.has(kind)) return;
    const versions = this.all(kind).map((object) => [objectKey(object), object.metadata.resourceVersion] as const);
    this.before.set(kind, new Map(versions));
  }

  all(kind: string): KubernetesObject[] {
    return [...(this.related.get(kind)?.objects.values() ?? [])];
  }

  isComplete(kind: string): boolean {
    return this.related.get(kind)?.synced ?? false;
  }

  declaresPods(selector: Record<string, string>): boolean {
    return this.context.declaresPods?.(selector) ?? false;
  }

  isUntouched(object: KubernetesObject): boolean {
    const known = this.before.get(object.kind);
    const version = object.metadata.resourceVersion;
    // What came of the write can be there, and at fault, before the watch has reported it for the first time.
    if (isOlder(this.written, object)) return false;
    return version !== undefined && known?.get(objectKey(object)) === version;
  }
}
