import { orAborted } from "../abort";
import { ApiError, type KubernetesObject } from "../types";
import { systemClock, type Clock } from "./clock";
import { ClusterTime } from "./cluster-time";
import { AwaitError, type AwaitContext, type AwaitFailure } from "./contract";
import { WatchHub, type HubEvent, type Subscription, type WatchTarget } from "./hub";
import type { Assessment, Finding, Rule, Settle } from "./rule";
import { describe } from "./shapes";
import { isSame, LiveView, replaces } from "./view";
import { headlineOf, detailsOf } from "./messages";

/** An object that exists shows up in a watch well within this time; longer makes a read worthwhile. */
const MISSING_AFTER = 3000;
/** How long a look at logs and the like may delay a failure. */
const EXPLAIN_WITHIN = 3000;
/** After a proof failed, such as a Secret that exists by now, the kubelet is given this time before the next look. */
const RETRY_PROOF_AFTER = 3000;
/** Where the server refuses a watch, the object is read this often instead. */
const POLL_EVERY = 2000;

/**
 * Waits by one rule until the object is ready.
 *
 * @param context what was written.
 * @param rule the rule of its kind.
 * @param timeoutSeconds how long at most.
 * @param clock the time. Default: the machine's.
 */
export async function waitByRule(
  context: AwaitContext,
  rule: Rule,
  timeoutSeconds: number,
  clock: Clock = systemClock,
): Promise<KubernetesObject> {
  const wait = new Wait(context, rule, timeoutSeconds, clock);
  try {
    return await wait.run();
  } finally {
    wait.close();
  }
}

/**
 * Waits until a deleted object is gone.
 *
 * @param context the object as it was last read.
 * @param rule says what holds the object while it is there.
 * @param timeoutSeconds how long at most.
 * @param clock the time. Default: the machine's.
 */
export async function waitUntilGone(
  context: AwaitContext,
  rule: Rule,
  timeoutSeconds: number,
  clock: Clock = systemClock,
): Promise<void> {
  const wait = new Wait(context, rule, timeoutSeconds, clock);
  try {
    // Most objects are gone with the answer to their deletion; that needs no watch.
    if (await wait.isGone()) return;
    await wait.run();
  } catch (error) {
    if (!(error instanceof AwaitError && error.reason === "Gone")) throw error;
    wait.conclude("gone");
  } finally {
    wait.close();
  }
}

class Wait {
  private readonly view: LiveView;
  private readonly subscriptions: Subscription[] = [];
  private readonly began: number;
  private readonly clusterTime: ClusterTime;
  /** When each finding that holds now, and will be certain, began to hold. */
  private held = new Map<string, number>();
  private readonly disproved = new Map<string, number>();
  private settling: { of: string | undefined; since: number } | undefined;
  private lastReport = "";
  private gone = false;
  private failure: ApiError | undefined;
  private polling = false;
  private pollAt = 0;
  private seen = false;
  private looked = false;
  private wake: () => void = () => undefined;
  private changed = false;

  constructor(
    private readonly context: AwaitContext,
    private readonly rule: Rule,
    private readonly timeoutSeconds: number,
    private readonly clock: Clock,
  ) {
    this.view = new LiveView(context);
    this.began = clock.now();
    this.clusterTime = new ClusterTime(context.object, this.began);
  }

  async run(): Promise<KubernetesObject> {
    if (this.context.signal.aborted) throw await this.end("Cancelled", undefined);
    // What the write's answer already shows needs no watch.
    let assessment = this.rule.assess(this.view);
    if (assessment.ready && !assessment.confirm) return this.finish(assessment);
    this.subscribe();
    for (;;) {
      if (this.context.signal.aborted) throw await this.end("Cancelled", assessment);
      if (this.gone) return this.last();
      if (this.failure) throw this.lostError(this.failure);
      assessment = this.rule.assess(this.view);
      const verdict = await this.judge(assessment);
      if (verdict.done) return verdict.object;
      await this.sleep(verdict.next);
    }
  }

  /** Reads the object and says whether it is gone. */
  async isGone(): Promise<boolean> {
    await this.read();
    return this.gone;
  }

  /** Tells the end in a word. The display keeps the last line that it was given, which was one of what is missing. */
  conclude(word: string): void {
    if (this.lastReport !== "") this.report(word);
  }

  close(): void {
    for (const subscription of this.subscriptions) subscription.close();
  }

  private async judge(
    assessment: Assessment,
  ): Promise<{ done: true; object: KubernetesObject } | { done: false; next: number }> {
    if (assessment.ready) {
      const confirmed = await this.isConfirmed(assessment);
      if (confirmed) return { done: true, object: this.finish(assessment) };
      assessment = { ready: false, progress: "waiting until the API server serves it" };
    }
    const now = this.clock.now();
    const deadline = this.began + this.timeoutSeconds * 1000;
    if (now >= deadline) throw await this.end("TimedOut", assessment);

    let next = this.rule.confirmEvery === undefined ? deadline : Math.min(deadline, now + this.rule.confirmEvery);
    const held = new Map<string, number>();
    for (const finding of assessment.findings ?? []) {
      const key = finding.key ?? `${finding.problem}\n${finding.subject ?? ""}`;
      // What is not certain in any time has not begun to count.
      if (finding.certainAfter === undefined) continue;
      const since = this.held.get(key) ?? now;
      held.set(key, since);
      const certainAt = Math.max(since + finding.certainAfter * 1000, this.disproved.get(key) ?? 0);
      if (certainAt <= now) {
        if (await this.isProved(finding)) throw await this.end("Failed", assessment);
        this.disproved.set(key, this.clock.now() + RETRY_PROOF_AFTER);
        next = Math.min(next, this.clock.now() + RETRY_PROOF_AFTER);
      } else next = Math.min(next, certainAt);
    }
    this.held = held;

    const settle = assessment.settle;
    if (settle) {
      const of = settle.since;
      if (!this.settling || this.settling.of !== of) this.settling = { of, since: this.moment(of, now) };
      const settledAt = this.settling.since + settle.after * 1000;
      if (settledAt <= now) return { done: true, object: this.finish(settle) };
      next = Math.min(next, settledAt);
    } else this.settling = undefined;

    this.report(headlineOf(assessment));
    return { done: false, next: await this.lookAgainAt(next) };
  }

  /** Takes the last look at what cannot be watched; one that does not answer in time is not a yes. */
  private async isConfirmed(assessment: Extract<Assessment, { ready: true }>): Promise<boolean> {
    if (!assessment.confirm) return true;
    const lookup = this.lookup();
    return orAborted(assessment.confirm(lookup), lookup.signal).catch(() => false);
  }

  /** When something of the cluster was, by the clock of the wait; now at the latest, also where it cannot be told. */
  private moment(time: string | undefined, now: number): number {
    const latest = time === undefined ? now : this.clusterTime.latest(time);
    return latest < now ? latest : now;
  }

  /** Reads the object where the watch cannot tell: when it never showed up, and where watching is not allowed. */
  private async lookAgainAt(next: number): Promise<number> {
    const now = this.clock.now();
    if (this.polling) {
      if (now >= this.pollAt) {
        this.pollAt = now + POLL_EVERY;
        await this.read();
      }
      return Math.min(next, this.pollAt);
    }
    if (this.seen || this.looked || !this.isSynced()) return next;
    // A shared watch may lag behind a write; but what was there before its deletion is in it, or gone.
    const lookAt = this.context.operation === "delete" ? now : this.began + MISSING_AFTER;
    if (now < lookAt) return Math.min(next, lookAt);
    this.looked = true;
    await this.read();
    return next;
  }

  private async read(): Promise<void> {
    const { apiVersion, kind, metadata } = this.view.object;
    const reference = { apiVersion, kind, name: metadata.name ?? "", namespace: metadata.namespace };
    try {
      const live = await this.context.client.get(reference, this.context.signal);
      if (!live || replaces(live, this.view.object)) this.gone = true;
      if (this.gone || (live && this.view.take(live))) this.changed = true;
    } catch (error) {
      if (this.context.signal.aborted) return;
      this.failure = asApiError(error);
      this.changed = true;
    }
  }

  private async isProved(finding: Finding): Promise<boolean> {
    if (!finding.verify) return true;
    try {
      return await finding.verify(this.lookup());
    } catch (error) {
      // What may not be looked up cannot be disproved either. An answer that only takes too long may come at the next look.
      return error instanceof ApiError && error.code >= 400 && error.code < 500 && error.code !== 429;
    }
  }

  private lookup() {
    const signal = AbortSignal.any([this.context.signal, AbortSignal.timeout(EXPLAIN_WITHIN)]);
    return { client: this.context.client, signal };
  }

  private finish({ warning, holds }: Pick<Settle, "warning" | "holds">): KubernetesObject {
    this.conclude("ready");
    // What cannot be looked up cannot be disproved.
    const isTrue = holds && (() => holds(this.lookup()).catch(() => true));
    if (warning !== undefined) (this.context.warn ?? this.context.report).call(this.context, warning, isTrue);
    return this.view.object;
  }

  private report(message: string): void {
    if (message === this.lastReport) return;
    this.lastReport = message;
    this.context.report(message);
  }

  private async end(reason: AwaitFailure, assessment: Assessment | undefined): Promise<AwaitError> {
    const unready = assessment?.ready === false ? assessment : undefined;
    const name = describe(this.view.object);
    const missing = unready ? headlineOf(unready) : "nothing was looked at yet";
    if (reason === "Cancelled") {
      return new AwaitError(`The wait for ${name} was cancelled: ${missing}`, [], this.view.object, reason);
    }
    const lines = unready ? await detailsOf(unready, this.lookup()) : [];
    const goal = this.context.operation === "delete" ? "gone" : "ready";
    const late = `${name} was not ${goal} within ${this.timeoutSeconds} s: ${missing}`;
    const headline = reason === "TimedOut" ? late : `${name}: ${missing}`;
    return new AwaitError(headline, lines, this.view.object, reason);
  }

  /** The last state of an object that is gone, if it had done what it is for. */
  private last(): KubernetesObject {
    if (this.rule.hadEnded?.(this.view.object)) return this.finish({});
    const name = describe(this.view.object);
    throw new AwaitError(`${name} was deleted by someone else while it was awaited`, [], undefined, "Gone");
  }

  private lostError(error: ApiError): AwaitError {
    const name = describe(this.view.object);
    const headline = `The wait for ${name} lost the API server: ${error.message}`;
    return new AwaitError(headline, [], this.view.object, "Failed");
  }

  private subscribe(): void {
    const { apiVersion, kind, metadata } = this.view.object;
    const { name = "", namespace } = metadata;
    const fieldSelector = this.rule.watch === "object" ? `metadata.name=${name}` : undefined;
    const awaited = this.hold({ apiVersion, kind, namespace, fieldSelector }, (event) => this.onAwaited(event));
    for (const object of [...awaited.objects.values()]) this.onAwaited({ type: "ADDED", object });
    for (const related of this.rule.related ?? []) {
      const target: WatchTarget = {
        apiVersion: related.apiVersion,
        kind: related.kind,
        namespace: related.scope === "cluster" ? undefined : namespace,
        fieldSelector: related.fieldSelector,
      };
      const subscription = this.hold(target, (event) => {
        if (event.type === "SYNCED") this.view.remember(related.kind);
        if ("object" in event && related.concerns && !related.concerns(event.object, this.view.object)) return;
        this.touch();
      });
      this.view.attach(related.kind, subscription);
    }
  }

  private isSynced(): boolean {
    return this.subscriptions[0]?.synced ?? false;
  }

  private hold(target: WatchTarget, listener: (event: HubEvent) => void): Subscription {
    const subscription = WatchHub.of(this.context.client).subscribe(target, listener);
    this.subscriptions.push(subscription);
    return subscription;
  }

  private onAwaited(event: HubEvent): void {
    if (event.type === "SYNCED") return this.touch();
    if (event.type === "FAILED") {
      // Forbidden, or a kind that cannot be watched: reading still works.
      if (event.error.code === 403 || event.error.code === 405) this.polling = true;
      else this.failure = event.error;
      return this.touch();
    }
    const { object } = event;
    if (object.metadata.name !== this.view.object.metadata.name) return;
    if (isSame(object, this.view.object)) {
      this.seen = true;
      const isNew = this.view.take(object);
      if (event.type === "DELETED") this.gone = true;
      else if (!isNew) return;
    } else if (event.type !== "DELETED" && replaces(object, this.view.object)) this.gone = true;
    else return;
    this.touch();
  }

  private touch(): void {
    this.changed = true;
    this.wake();
  }

  /** Sleeps until something changes, the signal fires, or `until` (of the clock) is reached. */
  private async sleep(until: number): Promise<void> {
    const { signal } = this.context;
    if (!this.changed && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const cancel = this.clock.after(Math.max(0, until - this.clock.now()), resolve);
        this.wake = () => {
          cancel();
          resolve();
        };
        signal.addEventListener("abort", this.wake, { once: true });
      });
      signal.removeEventListener("abort", this.wake);
    }
    // Changes come in bursts: one look after the burst is enough.
    await new Promise((resolve) => setImmediate(resolve));
    this.changed = false;
  }
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError(error instanceof Error ? error.message : String(error), 0, "Unknown");
}
