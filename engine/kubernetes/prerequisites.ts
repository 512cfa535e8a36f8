import type { Call } from "../plugin";
import { timeoutOf } from "./await/annotations";
import type { ProviderContext } from "./context";
import type { Announcements, Declaration } from "./run";
import { ApiError, type KubernetesObject } from "./types";

/** How often a try is repeated where no news can be expected, in milliseconds. */
const RETRY_EVERY = 500;
/**
 * How long, in milliseconds, what is declared may wait for its turn. The engine may have stopped for another resource's failure, or
 * have all its places taken by resources that wait like this one.
 */
const NOT_BEGUN_FOR = 60_000;

/** Something that has to exist before the server takes an object, and does not. */
export interface Prerequisite {
  /** As {@link Announcements} has it. */
  key: string;
  /** For messages: `namespace "shop"`. */
  title: string;
  /**
   * Looks whether it may still come although the program declares nothing that would create it now.
   *
   * @param declaration what the program declares: it is `done`, `failed` or `unchanged`, or nothing at all.
   * @param waited milliseconds since the first try, or since the declaration has come so far if that was later.
   * @returns why it will not come, and what to do; undefined when another try is worthwhile.
   */
  refute(declaration: Declaration | undefined, waited: number): string | undefined | Promise<string | undefined>;
}

/** How long a try may be repeated. */
export interface Limits {
  announcements: Announcements;
  /** Seconds that the operation may take in all. */
  timeoutSeconds: number;
  signal: AbortSignal;
  /** Takes progress lines. Called only when there is something new to say. */
  report: (message: string) => void;
}

/**
 * The limits of one operation.
 *
 * @param inputs of the resource, with its annotations.
 * @param timeoutSeconds the resource's custom time-out; zero means that of the annotations, or the default.
 */
export function limitsOf(
  { announcements }: ProviderContext,
  { inputs, timeoutSeconds }: { inputs: KubernetesObject; timeoutSeconds: number },
  { signal, status }: Call,
): Limits {
  return { announcements, timeoutSeconds: timeoutOf({ inputs, timeoutSeconds }), signal, report: status };
}

/**
 * Tries something that needs a namespace or a kind, again whenever this run has come closer to creating it.
 *
 * @param limits how long at most.
 * @param attempt the try.
 * @param missing what an error of the try says is missing; undefined for any other error, which ends it.
 * @throws ApiError that says why it is missing and what to do, as soon as nothing in this run will create it, when its turn does not
 *   come within a minute, or when the time is up; the signal's reason when that is aborted.
 */
export async function withPrerequisite<Result>(
  limits: Limits,
  attempt: () => Promise<Result>,
  missing: (error: unknown) => Prerequisite | undefined,
): Promise<Result> {
  const { clock } = limits.announcements;
  const began = clock.now();
  let reported = "";
  const report = (message: string) => {
    if (message !== reported) {
      limits.report((reported = message));
    }
  };
  for (;;) {
    const tried = limits.announcements.news;
    try {
      return await attempt();
    } catch (error) {
      limits.signal.throwIfAborted();
      const needed = missing(error);
      if (!needed) {
        throw error;
      }
      await untilWorthwhile({ ...limits, report }, needed, { began, tried });
    }
  }
}

/** Waits until another try may succeed. */
async function untilWorthwhile(
  { announcements, timeoutSeconds, signal, report }: Limits,
  needed: Prerequisite,
  { began, tried }: { began: number; tried: number },
): Promise<void> {
  const { clock } = announcements;
  const timeout = began + timeoutSeconds * 1000;
  for (;;) {
    const declaration = announcements.find(needed.key);
    const { progress, since = 0 } = declaration ?? {};
    const now = clock.now();
    const late = (words: string) => new ApiError(`${needed.title} does not exist, ${words}`, 404, "NotFound");
    const over = `and the ${timeoutSeconds} s that this resource may take are over. Allow more with customTimeouts`;

    if (progress === "checked" || progress === "planned" || progress === "running") {
      const begun = progress === "running";
      if (now >= timeout) {
        throw late(`${begun ? "its creation is still under way, " : ""}${over}.`);
      }
      if (!begun && now >= since + NOT_BEGUN_FOR) {
        throw late(
          `and its creation, which the program declares, has not begun within ${NOT_BEGUN_FOR / 1000} s. Let the resource depend ` +
            `on it, so that it does not take up a place in which the other could be created.`,
        );
      }
      report(
        begun
          ? `waiting for ${needed.title}, which is being created`
          : `waiting for ${needed.title}, which is to be created`,
      );
      await announcements.nextNews(Math.min(timeout, begun ? Infinity : since + NOT_BEGUN_FOR) - now, signal);
      continue;
    }
    // What has ended while the try was under way is worth another.
    if (declaration && declaration.news > tried) {
      return;
    }
    const reason = await needed.refute(declaration, now - Math.max(began, since));
    if (reason !== undefined) {
      throw new ApiError(reason, 404, "NotFound");
    }
    if (now >= timeout) {
      throw late(`${over}.`);
    }
    report(`waiting for ${needed.title}`);
    await announcements.nextNews(Math.min(RETRY_EVERY, timeout - now), signal);
    return;
  }
}
