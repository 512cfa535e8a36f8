import { plainMessage, type EngineEvent, type StepMetadata, type StepState } from "../engine-events";
import { effectOf, type Effect } from "./effects";
import type { Mask } from "./mask";
import { propertyChanges, type PropertyChanges } from "./properties";
import { Topology } from "./topology";

/** What becomes of a resource. */
export type Action = "create" | "update" | "replace" | "delete" | "import" | "forget";

/** A component that people know: what a resource belongs to. */
export interface Owner {
  readonly name: string;
  /** Type of the component, such as `platform:service:Service`; that of the resource itself where it belongs to none. */
  readonly type: string;
}

/** What is planned for a resource. */
export interface Change {
  readonly urn: string;
  /** Its name in the program. */
  readonly name: string;
  readonly type: string;
  readonly action: Action;
  readonly owner: Owner;
  /** Whether it happens whatever the values turn out to be that are known only after the update. */
  readonly certain: boolean;
  readonly properties: PropertyChanges["shown"];
  /** How many properties more differ that say nothing to anybody. */
  readonly noise: number;
  /** Paths whose values are known only after the update. */
  readonly unknown: readonly string[];
  /** The old one goes before the new one comes. */
  readonly deletedFirst: boolean;
  /** Pulumi refuses to delete it. */
  readonly isProtected: boolean;
  /** It stays where it is when it leaves the program. */
  readonly isRetained: boolean;
  readonly effect: Effect;
}

/** A message of the engine, a plugin or the program. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Name of the resource that it is about. */
  readonly resource?: string;
}

/** What a preview said. */
export interface Changes {
  /** In the order in which the engine planned them. */
  readonly changes: readonly Change[];
  /** Resources that change and say nothing to anybody: components, which are names, and the settings of plugins. */
  readonly hidden: number;
  /** Resources that stay as they are. */
  readonly unchanged: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Who calls whom, before and after. */
  readonly topology: Topology;
  /** Whether the engine came to its end. */
  readonly complete: boolean;
}

/** What the engine does to a resource, by the names of its steps; one resource may take several. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  delete: "delete",
  import: "import",
  discard: "forget",
  "discard-replaced": "replace",
};

/** Types that say nothing to anybody as long as they are not replaced or deleted. */
const PLUGIN_SETTINGS = /^pulumi:providers:/;

/** What is made anew whenever what it stands for changes: that is what it is there for. */
const REVISIONS = /^random:index\/randomId:RandomId$/;

/** The stack itself, which is the root of everything. */
const STACK_TYPE = "pulumi:pulumi:Stack";

/** Steps of one resource, in their order. */
export interface Steps {
  readonly ops: string[];
  readonly metadata: StepMetadata;
}

/** Makes the model of a preview from the engine's events, one by one. */
export class ChangeReader {
  readonly #steps = new Map<string, Steps>();
  readonly #parents = new Map<string, string | undefined>();
  readonly #topology = new Topology();
  readonly #diagnostics: NonNullable<EngineEvent["diagnosticEvent"]>[] = [];
  #unchanged = 0;
  /** What the engine said at its end; undefined before. */
  #end: "succeeded" | "failed" | undefined;
  #isViolated = false;

  /** Takes an event; what does not matter to a preview is left out. */
  add(event: EngineEvent): void {
    const { resourcePreEvent: step, diagnosticEvent: diagnostic } = event;
    if (step) this.#step(step.metadata);
    if (event.summaryEvent) this.#end = event.summaryEvent.result === "failed" ? "failed" : "succeeded";
    if (event.policyEvent?.enforcementLevel === "mandatory") this.#isViolated = true;
    if (diagnostic && !diagnostic.ephemeral && (diagnostic.severity === "error" || diagnostic.severity === "warning")) {
      this.#diagnostics.push(diagnostic);
    }
  }

  /**
   * The model of all that came.
   *
   * @param mask keeps secrets out of it
   */
  result(mask: Mask): Changes {
    const all = [...this.#steps.values()];
    const shown = all.filter((steps) => !isHidden(steps));
    const diagnostics = diagnosticsOf(this.#diagnostics, mask);
    // A rule that is broken fails the engine too, which has seen everything then.
    const isOnlyViolated = this.#isViolated && !diagnostics.some(({ severity }) => severity === "error");
    return {
      changes: shown.map((steps) => this.#change(steps, mask)),
      hidden: all.length - shown.length,
      unchanged: this.#unchanged,
      diagnostics,
      topology: this.#topology,
      complete: this.#end === "succeeded" || (this.#end === "failed" && isOnlyViolated),
    };
  }

  #step(metadata: StepMetadata): void {
    const { urn, op } = metadata;
    if (metadata.type === STACK_TYPE) return;
    this.#parents.set(urn, (metadata.new ?? metadata.old)?.parent);
    this.#topology.add(metadata);
    if (ACTIONS[op] === undefined) {
      if (op === "same") this.#unchanged++;
      return;
    }
    const known = this.#steps.get(urn);
    if (!known) {
      this.#steps.set(urn, { ops: [op], metadata: slim(metadata) });
      return;
    }
    known.ops.push(op);
    // The step that creates the successor says what differs, and has both states.
    const isFuller = metadata.old && metadata.new && !(known.metadata.old && known.metadata.new);
    if (isFuller) this.#steps.set(urn, { ops: known.ops, metadata: slim(metadata) });
  }

  #change({ ops, metadata }: Steps, mask: Mask): Change {
    const { urn, type } = metadata;
    const action = actionOf(ops);
    const creates = ops.findIndex((op) => op.endsWith("-replacement"));
    const deletes = ops.indexOf("delete-replaced");
    const deletedFirst = action === "replace" && deletes >= 0 && deletes < creates;
    const state = (metadata.new ?? metadata.old) as StepState | undefined;
    const properties = action === "delete" || action === "forget" ? NOTHING : propertyChanges(metadata, mask);
    const owner = this.#ownerOf(urn, type);
    const isRetained = metadata.old?.retainOnDelete === true;
    return {
      urn,
      name: nameOf(urn),
      type,
      action,
      owner,
      certain: properties.certain,
      properties: properties.shown,
      noise: properties.noise,
      unknown: properties.unknown,
      deletedFirst,
      isProtected: metadata.old?.protect === true,
      isRetained,
      effect: effectOf({
        type,
        action,
        deletedFirst,
        isRetained,
        owner: owner.name,
        before: metadata.old?.inputs,
        after: metadata.new?.inputs ?? state?.inputs,
        paths: properties.shown.map(({ path }) => path),
      }),
    };
  }

  /** The component nearest to the stack that a resource is in. */
  #ownerOf(urn: string, type: string): Owner {
    let owner = urn;
    for (let parent = this.#parents.get(urn); parent && typeOf(parent) !== STACK_TYPE;) {
      owner = parent;
      parent = this.#parents.get(parent);
    }
    return { name: nameOf(owner), type: owner === urn ? type : typeOf(owner) };
  }
}

/** A step without the outputs that nobody asks for: of thousands of resources they are most of what the engine says. */
function slim(metadata: StepMetadata): StepMetadata {
  if (Object.values(metadata.detailedDiff ?? {}).some(({ inputDiff }) => !inputDiff)) return metadata;
  const without = (state: StepState | null | undefined) => state && { ...state, outputs: undefined };
  return { ...metadata, old: without(metadata.old), new: without(metadata.new) };
}

/** What several resources say alike is said once. */
function diagnosticsOf(said: readonly NonNullable<EngineEvent["diagnosticEvent"]>[], mask: Mask): Diagnostic[] {
  const diagnostics = new Map<string, Diagnostic>();
  for (const { urn, message: text, severity } of said) {
    const message = mask.text(plainMessage(text));
    if (ALWAYS_SAID.test(message) || diagnostics.has(message)) continue;
    const resource = urn ? { resource: nameOf(urn) } : {};
    diagnostics.set(message, { severity: severity === "error" ? "error" : "warning", message, ...resource });
  }
  return [...diagnostics.values()];
}

/** What the engine says whenever the language host is not beside the CLI, and what it says of every failure. */
const ALWAYS_SAID = /^(using pulumi-language-nodejs from \$PATH|(update|preview) failed$)/;

const NOTHING: PropertyChanges = { shown: [], noise: 0, unknown: [], certain: true };

/** What the steps of a resource come to. */
export function actionOf(ops: readonly string[]): Action {
  const actions = ops.map((op) => ACTIONS[op] as Action);
  return actions.find((action) => action === "replace") ?? (actions[0] as Action);
}

/** Whether the steps of a resource say nothing to anybody. */
export function isHidden({ ops, metadata }: Steps): boolean {
  const state = metadata.new ?? metadata.old;
  if (state?.custom !== true) return true;
  const action = actionOf(ops);
  if (REVISIONS.test(metadata.type) && action === "replace")
    return (metadata.keys ?? []).every((key) => key === "keepers");
  return PLUGIN_SETTINGS.test(metadata.type) && action !== "replace" && action !== "delete";
}

/** The name of a resource, from its URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}

/** The type of a resource, from its URN: that after the types of its parents. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The last part of a type, as people say it: `Deployment`. */
export function kindOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}
