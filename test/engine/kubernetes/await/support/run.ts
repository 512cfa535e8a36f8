import { waitByRule, waitUntilGone } from "../../../../../engine/kubernetes/await/wait";
import { AwaitError, type AwaitContext } from "../../../../../engine/kubernetes/await/contract";
import { deletionRule } from "../../../../../engine/kubernetes/await/deletion";
import { ruleOf } from "../../../../../engine/kubernetes/await/kinds";
import { WatchHub } from "../../../../../engine/kubernetes/await/hub";
import type { Rule } from "../../../../../engine/kubernetes/await/rule";
import type { KubernetesObject } from "../../../../../engine/kubernetes/types";
import { FakeClock, settle } from "./fake-clock";
import { FakeCluster } from "./fake-cluster";
import { deployment, replicaSet, rollout } from "./objects";

/** How a wait ended: with the object, or with an error. */
export interface Outcome {
  object?: KubernetesObject;
  error?: AwaitError;
}

/** A wait that a test drives: a cluster and a clock that change only by its word. */
export class Run {
  readonly reports: string[] = [];
  readonly warnings: string[] = [];
  /** Whether the last warning still holds. */
  holds: (() => Promise<boolean>) | undefined;
  readonly abort = new AbortController();
  private outcome: Outcome | undefined;

  constructor(
    readonly cluster = new FakeCluster(),
    readonly clock = new FakeClock(),
  ) {}

  /** Starts the wait for an object that is in the cluster already. */
  start(
    object: KubernetesObject,
    options: Partial<Pick<AwaitContext, "operation" | "inputs" | "timeoutSeconds" | "declaresPods">> & {
      rule?: Rule;
    } = {},
  ): this {
    const context: AwaitContext = {
      client: this.cluster,
      object,
      inputs: options.inputs ?? object,
      operation: options.operation ?? "create",
      timeoutSeconds: options.timeoutSeconds ?? 600,
      declaresPods: options.declaresPods,
      signal: this.abort.signal,
      report: (message) => this.reports.push(message),
      warn: (message, holds) => {
        this.warnings.push(message);
        this.holds = holds;
      },
    };
    const rule = options.rule ?? (context.operation === "delete" ? deletionRule(object) : ruleOf(object));
    if (!rule) throw new Error(`no rule for ${object.kind}`);
    const wait =
      context.operation === "delete"
        ? waitUntilGone(context, rule, context.timeoutSeconds, this.clock).then(() => ({}))
        : waitByRule(context, rule, context.timeoutSeconds, this.clock).then((live) => ({ object: live }));
    void wait.then(
      (outcome) => (this.outcome = outcome),
      (error: unknown) => {
        if (!(error instanceof AwaitError)) throw error;
        this.outcome = { error };
      },
    );
    return this;
  }

  /** Whether the wait still goes on. */
  async isOpen(): Promise<boolean> {
    await settle();
    return this.outcome === undefined;
  }

  /** The outcome, which must be there without any more time passing. */
  async end(): Promise<Outcome> {
    await settle();
    if (!this.outcome) throw new Error(`the wait goes on: ${this.reports.at(-1) ?? "nothing reported"}`);
    return this.outcome;
  }

  /** The error that the wait must have ended with by now. */
  async failure(): Promise<AwaitError> {
    const { error } = await this.end();
    if (!error) throw new Error("the wait succeeded");
    return error;
  }

  /** The object that the wait must have ended with by now. */
  async success(): Promise<KubernetesObject> {
    const { object, error } = await this.end();
    if (!object) throw error ?? new Error("nothing was returned");
    return object;
  }

  /** How many watches the hub of the cluster keeps open, with and without listeners. */
  get open(): number {
    return WatchHub.of(this.cluster).open;
  }
}

/** The wait for a Deployment of one replica that has its ReplicaSet, and not yet its pod. */
export function startedDeployment(): Run {
  const run = new Run();
  const status = rollout(1, { all: 1, updated: 1, available: 0 });
  run.cluster.put(replicaSet(1));
  return run.start(run.cluster.put(deployment({ revision: 1, status })));
}
