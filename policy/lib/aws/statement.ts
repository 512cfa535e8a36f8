import type { Node } from "../node";
import { isParticular, naming, type Constraint } from "./condition";
import { covers } from "./pattern";

/** Whom a statement is about. */
export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` where the document only says that. */
  readonly kind: string;
  readonly value: string;
}

/**
 * A statement of a policy document. Each part is read when it is asked for, so that a part which is not known yet hides nothing but the
 * decisions that need it.
 */
export class Statement {
  constructor(readonly node: Node) {}

  /** Whether it allows; what does not allow denies. @throws Undecided */
  get allows(): boolean {
    return this.node.at("Effect").text() === "Allow";
  }

  /** @throws Undecided */
  get actions(): readonly string[] {
    return strings(this.node.at("Action"));
  }

  /** The actions that it is not about; empty where it has no `NotAction`. @throws Undecided */
  get notActions(): readonly string[] {
    return strings(this.node.at("NotAction"));
  }

  /** @throws Undecided */
  get resources(): readonly string[] {
    return strings(this.node.at("Resource"));
  }

  /** @throws Undecided */
  get notResources(): readonly string[] {
    return strings(this.node.at("NotResource"));
  }

  /** @throws Undecided */
  get principals(): readonly Principal[] {
    const node = this.node.at("Principal");
    const text = node.text();
    if (text !== undefined) return [{ kind: "*", value: text }];
    return node.entries().flatMap(([kind, values]) => strings(values).map((value) => ({ kind, value })));
  }

  /** Whether everybody except some is meant. */
  get hasNotPrincipal(): boolean {
    return this.node.at("NotPrincipal").exists;
  }

  get condition(): Node {
    return this.node.at("Condition");
  }

  /** Whether it has a condition of any kind. @throws Undecided */
  get isConditional(): boolean {
    this.condition.read();
    return this.condition.entries().length > 0;
  }

  /** All that its condition says, also what lets requests through that lack the key. @throws Undecided */
  get constraints(): Constraint[] {
    this.condition.read();
    return this.condition.entries().flatMap(([operator, keys]) => {
      keys.read();
      return keys.entries().map(([key, values]) => ({ operator, key: key.toLowerCase(), values: strings(values) }));
    });
  }

  /** Whether it speaks of an action, by its name or by a pattern. @throws Undecided */
  concerns(action: string): boolean {
    if (this.actions.some((pattern) => covers(pattern, action))) return true;
    return this.notActions.length > 0 && !this.notActions.some((pattern) => covers(pattern, action));
  }

  /**
   * Whether only requests count that have one of these keys, with a value that says something. Operators that turn the meaning
   * around, or let requests through that lack the key, do not do that.
   *
   * @param keys in small letters; those that end with `/` or `:` stand for all that begin so.
   * @throws Undecided
   */
  demands(...keys: readonly string[]): boolean {
    const isMeant = (key: string) => keys.some((one) => one === key || (/[/:]$/.test(one) && key.startsWith(one)));
    return naming(this.constraints, isMeant).some(({ key, values }) =>
      values.every((value) => isParticular(key, value)),
    );
  }
}

/** One text, or a list of them; the providers take truth values and numbers for strings. */
function strings(node: Node): string[] {
  const value = node.read();
  if (Array.isArray(value)) return node.items().flatMap(strings);
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number" ? [String(value)] : [];
}
