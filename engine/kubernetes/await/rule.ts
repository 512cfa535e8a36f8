import type { KindReference, KubeClient, KubernetesObject } from "../types";
import type { AwaitContext } from "./contract";

/** How rules look things up in the moment of failing. */
export interface Lookup {
  client: KubeClient;
  /** Ends with the wait, or earlier so that an explanation never delays its failure for long. */
  signal: AbortSignal;
}

/** Something that keeps an object from being ready. */
export interface Finding {
  /** What went wrong, without where: `cannot pull image "x": not found`. Findings with the same problem are reported once. */
  problem: string;
  /** Where: `pod web-1, container main`. Absent when it is the awaited object itself. */
  subject?: string;
  /**
   * What makes it the same finding as before while its words change, such as the ports of failed connections. Default: the problem
   * and the subject.
   */
  key?: string;
  /** The more specific, the higher; the highest stands on top. Use {@link Rank}. */
  rank: number;
  /**
   * How long, in seconds, the finding has to hold without a break until it is certain that waiting is pointless. Zero: it is
   * certain as it is. Absent: never certain; it is only reported.
   */
  certainAfter?: number;
  /** What the user can do now. */
  remedy?: string;
  /** Proves the finding by a look at the server, just before failing. False keeps waiting. */
  verify?(lookup: Lookup): Promise<boolean>;
  /** Further lines, such as the last of the log. */
  explain?(lookup: Lookup): Promise<string[]>;
}

/** The order of findings on top: from what names the fault itself down to what only says that there is one. */
export const Rank = {
  image: 90,
  reference: 85,
  crash: 80,
  scheduling: 70,
  admission: 65,
  probe: 60,
  volume: 50,
  node: 40,
  controller: 10,
} as const;

/** What a rule makes of everything it sees now. */
export type Assessment =
  | {
      ready: true;
      warning?: string;
      /** Whether the warning still holds later in the run. Absent: nothing that the run does changes it. */
      holds?(lookup: Lookup): Promise<boolean>;
      /** A last look at what cannot be watched; until it is true the object is not ready. */
      confirm?(lookup: Lookup): Promise<boolean>;
    }
  | {
      ready: false;
      /** What is still missing: `1 of 3 replicas ready`. */
      progress: string;
      /** What is under way: `pod web-1: pulling image "x"`. Told while nothing is wrong. */
      busy?: string;
      findings?: Finding[];
      /** When it stays so for a while, the object counts as ready. */
      settle?: Settle;
    };

/** When what is not quite ready counts as ready all the same. */
export interface Settle {
  /** For how long, in seconds, it has to stay as it is. */
  after: number;
  /** The time of the cluster since when it has been so. Default: since this was first seen. */
  since?: string;
  /** What to tell the user then. */
  warning?: string;
  /** Whether the warning still holds later in the run. Absent: nothing that the run does changes it. */
  holds?(lookup: Lookup): Promise<boolean>;
}

/** A further kind that a rule looks at. */
export interface Related extends KindReference {
  /** Absent: the namespace of the awaited object. `cluster`: the kind has no namespace. */
  scope?: "cluster";
  fieldSelector?: string;
  /** Whether a change of this object is worth a new look; without it every change is. */
  concerns?(object: KubernetesObject, awaited: KubernetesObject): boolean;
}

/** Everything that a rule may look at. Reading it has no effect, so the same state always gives the same answer. */
export interface View {
  /** The newest known state of the awaited object. */
  readonly object: KubernetesObject;
  /** The object as it was when the wait began. */
  readonly written: KubernetesObject;
  readonly inputs: KubernetesObject;
  readonly operation: AwaitContext["operation"];
  /** All objects of a related kind in the scope of its watch. */
  all(kind: string): KubernetesObject[];
  /** Whether `all(kind)` is complete. A kind that may not be watched never is. */
  isComplete(kind: string): boolean;
  /** Whether the program declares a workload whose pods will have these labels, whether or not it is in the cluster yet. */
  declaresPods(selector: Record<string, string>): boolean;
  /**
   * Whether an object has not changed since before the wait began, so that its state may tell of a fault that is fixed
   * already. Only updates can meet such objects.
   */
  isUntouched(object: KubernetesObject): boolean;
}

/** When one kind is ready. */
export interface Rule {
  /**
   * `kind`: the awaited object is watched together with all others of its kind in the namespace. `object`: alone, for kinds whose
   * objects are large, secret or seldom awaited in numbers.
   */
  watch: "kind" | "object";
  related?: readonly Related[];
  /** Whether an object that is gone had done what it is for, by its last state. Default: it had not. */
  hadEnded?(object: KubernetesObject): boolean;
  /** How often, in milliseconds, a look that cannot be replaced by a watch is repeated. Default: only when something changes. */
  confirmEvery?: number;
  assess(view: View): Assessment;
}

/** Ready, and nothing to say about it. */
export const READY: Assessment = { ready: true };

/** The events worth knowing: everything but the chatter of a start that goes well. */
export const EVENTS: Related = {
  apiVersion: "v1",
  kind: "Event",
  fieldSelector: ["Scheduled", "Created", "Started", "SuccessfulDelete", "ScalingReplicaSet"]
    .map((reason) => `reason!=${reason}`)
    .join(","),
  concerns: (event, awaited) => {
    const involved = (event.involvedObject as { name?: string } | undefined)?.name ?? "";
    // The names of an object's pods begin with its own, cut where names grow too long.
    return involved.startsWith((awaited.metadata.name ?? "").slice(0, 40));
  },
};
