import type { KubernetesObject } from "../types";

/** How far times of the API server may lie behind, in milliseconds: they are cut to whole seconds. */
const PRECISION = 1000;

/**
 * Translates times of a cluster into those of a clock here. The clocks of both may differ by any amount; but what passed in the
 * cluster since it took a write has passed here, too.
 */
export class ClusterTime {
  private readonly written: number;

  /**
   * @param object as the API server answered the write.
   * @param now the time of the answer by the clock here, in milliseconds.
   */
  constructor(
    object: KubernetesObject,
    private readonly now: number,
  ) {
    this.written = newestTime(object);
  }

  /**
   * The latest moment by the clock here that a time of the cluster can be, in milliseconds; never before the write. Infinite
   * or not a number where the object or the time does not say.
   */
  latest(time: string): number {
    return this.now + Math.max(0, Date.parse(time) + PRECISION - this.written);
  }
}

/** The newest time in the metadata of an object. One that is older than the last write only makes later what is counted from it. */
function newestTime({ metadata }: KubernetesObject): number {
  const entries = Array.isArray(metadata.managedFields) ? (metadata.managedFields as { time?: string }[]) : [];
  const times = [metadata.creationTimestamp, ...entries.map(({ time }) => time)].map((time) =>
    Date.parse(String(time)),
  );
  return Math.max(...times.filter((time) => !Number.isNaN(time)), -Infinity);
}
