import type { PolicyConfigSchema } from "@pulumi/policy";
import type { Node } from "./node";
import type { Resource } from "./resource";
import type { Applies, Stack } from "./stack";

/** How bad it is when a rule is broken. */
export type Severity = "critical" | "high" | "medium" | "low";

/** What happens when a rule is broken: as in CrossGuard. */
export type Level = "mandatory" | "advisory" | "remediate" | "disabled";

/** The level of a rule where people try things, and where users depend on it. */
export interface Levels {
  /** For `dev`. */
  readonly dev: Level;
  /** For production, and for every stack without a level of its own: the level in the code. */
  readonly production: Exclude<Level, "remediate">;
}

/** A violation that `expect` cannot say. */
export interface Violation {
  /** Where: a place in the resource's properties, or the path of one that is missing. */
  readonly at: Node | string;
  /** What there is; the value at `at` unless given. */
  readonly found?: string;
  /** What there must be. */
  readonly wanted: string;
  /** What to do, when the rule's own remedy is not precise enough. */
  readonly fix?: string;
  /** The fault is that something is missing: never the fault of a patch, which is partial by nature. */
  readonly absence?: boolean;
}

/** What a rule has at hand while it judges. */
export interface Check<Parameters> {
  /** The rule's parameters, from the stack's configuration or their defaults. */
  readonly parameters: Parameters;
  /**
   * Demands something of the value at a place. A value that is not known yet is noted, and nothing is said about it; a missing
   * value (undefined) is judged like any other, except in a patch, which leaves out what it does not change.
   *
   * @param node the place.
   * @param ok tells whether the value is as it must be; it may be of any type.
   * @param wanted what there must be, in words: "true", "one of ...".
   * @param fix what to do, when the rule's own remedy is not precise enough.
   */
  expect(node: Node, ok: (value: unknown) => boolean, wanted: string, fix?: string): void;
  /** Reports a violation of the rule. */
  violation(violation: Violation): void;
  /** Does something with each item, so that an unknown value in one of them hides nothing in the others. */
  each<T>(items: Iterable<T>, judge: (item: T) => void): void;
}

/** A check of a stack says which resource is at fault. */
export interface StackCheck<Parameters> {
  readonly parameters: Parameters;
  /** The same as `Check.expect`, of one resource of the stack. */
  expect(resource: Resource, node: Node, ok: (value: unknown) => boolean, wanted: string, fix?: string): void;
  violation(resource: Resource, violation: Violation): void;
  each<T>(items: Iterable<T>, judge: (item: T) => void): void;
}

/** What remediation has at hand. */
export interface Remedy<Parameters> {
  readonly parameters: Parameters;
  /** Sets a value where there is none; what is written in the program, known or not, always stays. */
  setIfAbsent(node: Node, value: unknown): void;
}

/** JSON schema of a parameter. */
export type ParameterSchema = PolicyConfigSchema["properties"][string];

/** JSON schema of each parameter, with its default and its description. */
export type ParameterSchemas<Parameters> = {
  readonly [Name in keyof Parameters]: ParameterSchema & {
    readonly description: string;
    readonly default: Parameters[Name];
  };
};

interface RuleFacts<Parameters> {
  /** Unique name: the pack's prefix and what the rule demands, such as `k8s-pss-privileged`. Also the name of its file. */
  readonly id: string;
  /** What holds when the rule is kept, as one sentence without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  readonly levels: Levels;
  /** Names of the rule in the frameworks it comes from (`PSS baseline privileged`, `CKV_K8S_16`, `CIS EKS 4.2.1`), or `Own`. */
  readonly references: readonly string[];
  /** The fields it reads, for the catalogue. */
  readonly fields: readonly string[];
  /** Why it matters, in a sentence or two. */
  readonly why: string;
  /** What to do when it is broken: the remedy, as an instruction. */
  readonly fix: string;
  /** Types it is about. */
  readonly appliesTo: Applies;
  readonly parameters?: ParameterSchemas<Parameters>;
}

/** A rule about one resource, judged by its inputs before anything is created. */
export interface ResourceRule<Parameters = Record<never, never>> extends RuleFacts<Parameters> {
  /**
   * It judges by the images of workloads. The image of a build is known only after the update, and what a property depends on only when the
   * whole stack is judged: the rule is asked again then about those images that it could not judge before.
   */
  readonly judgesImages?: true;
  readonly check: (resource: Resource, check: Check<Parameters>) => void;
  /**
   * Sets what is missing, at level `remediate`. Never a property whose change replaces the resource, and nothing that may stop a
   * container from starting.
   */
  readonly remediate?: (resource: Resource, remedy: Remedy<Parameters>) => void;
}

/** A rule about how the resources of a stack fit together, judged by their outputs. */
export interface StackRule<Parameters = Record<never, never>> extends RuleFacts<Parameters> {
  readonly checkStack: (stack: Stack, check: StackCheck<Parameters>) => void;
}

// Rules with different parameters live in one list; each is called with its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Rule = ResourceRule<any> | StackRule<any>;

/** Whether a rule is about a whole stack. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function isStackRule(rule: Rule): rule is StackRule<any> {
  return "checkStack" in rule;
}

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;

/**
 * Defines a rule. Everything that is said about it anywhere (the pack, the catalogue, the configuration of each stack) comes from here.
 *
 * @throws Error for a rule that contradicts itself: an id that is not a name, nothing it refers to, a remedy that `dev` never uses.
 */
export function defineRule<Parameters = Record<never, never>>(rule: ResourceRule<Parameters>): ResourceRule<Parameters>;
export function defineRule<Parameters = Record<never, never>>(rule: StackRule<Parameters>): StackRule<Parameters>;
export function defineRule(rule: Rule): Rule {
  const fault = (what: string) => new Error(`rule ${rule.id}: ${what}`);
  if (!ID.test(rule.id)) throw fault("the id must be words of small letters and digits with hyphens between them");
  if (rule.references.length === 0) throw fault('there must be a reference; "Own" if there is none elsewhere');
  if (rule.levels.dev === "remediate" && (isStackRule(rule) || !rule.remediate))
    throw fault("level remediate in dev needs a remediation");
  if (rank(rule.levels.dev) > rank(rule.levels.production)) throw fault("dev must not be stricter than production");
  return Object.freeze(rule);
}

/** How strict a level is. A remediation that cannot help is a violation, so it is as strict as mandatory. */
export function rank(level: Level): number {
  return { disabled: 0, advisory: 1, remediate: 2, mandatory: 2 }[level];
}
