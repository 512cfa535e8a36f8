/**
 * How long a fault has to last, in seconds, until waiting is pointless. Each value is what the healthy system needs at most to
 * get over the same picture by itself; a fault that cannot heal has zero.
 */
export const CERTAIN_AFTER = {
  /** The fault is in the written object: no time heals it. */
  atOnce: 0,
  /** Objects created in parallel, such as a Secret next to its Deployment, are there by then. */
  parallelCreation: 4,
  /** The scheduler has tried again by then, and preemption has shown its effect. */
  scheduling: 5,
  /** A node that has just started is ready by then, a volume claim is bound. */
  nodeOrVolume: 30,
  /** The first pods of a rollout have freed their share of a quota by then. */
  quota: 5,
  /** A webhook's or service account's own pods have started by then. */
  dependency: 20,
  /** A fault that was there before the wait: the kubelet's back-off has tried again, or it is still the same fault. */
  untouched: 60,
} as const;

/** Failures in a row after which a container will not start any more by itself. */
export const CRASHES = {
  /** Any failure: it had its restart at once and one after the first back-off of ten seconds. */
  usual: 3,
  /** The memory limit: the same work needs the same memory again. */
  outOfMemory: 2,
} as const;

/** Failed pulls after which a registry that cannot be reached is not a passing fault. */
export const PULLS = 2;
