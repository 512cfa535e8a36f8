import { isObject, type Node } from "../node";

/** A statement of a policy document. */
export interface Statement {
  readonly node: Node;
  readonly allows: boolean;
  readonly actions: readonly string[];
  /** What the statement is about except for; empty where it has no `NotAction`. */
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly Principal[];
  /** Whether everybody except some is meant. */
  readonly hasNotPrincipal: boolean;
  readonly condition: Node;
}

/** Whom a statement is about. */
export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` where the document only says that. */
  readonly kind: string;
  readonly value: string;
}

/**
 * The statements of a policy document, which is an object or the JSON text of one. What is no document has none. Parts that are not known
 * yet are noted, and their statement is left out.
 *
 * @throws Undecided when the whole document is not known yet.
 */
export function statements(document: Node): Statement[] {
  const list = document.parsed().at("Statement");
  list.read();
  const nodes = Array.isArray(list.value) ? list.items() : list.exists ? [list] : [];
  return nodes.filter((node) => isObject(node.value)).map(statement);
}

function statement(node: Node): Statement {
  return {
    node,
    allows: node.at("Effect").text() === "Allow",
    actions: texts(node.at("Action")),
    notActions: texts(node.at("NotAction")),
    resources: texts(node.at("Resource")),
    notResources: texts(node.at("NotResource")),
    principals: principals(node.at("Principal")),
    hasNotPrincipal: node.at("NotPrincipal").exists,
    condition: node.at("Condition"),
  };
}

/** One text, or a list of them. */
function texts(node: Node): string[] {
  const text = node.text();
  return text === undefined ? node.texts() : [text];
}

function principals(node: Node): Principal[] {
  const text = node.text();
  if (text !== undefined) return [{ kind: "*", value: text }];
  return node.entries().flatMap(([kind, values]) => texts(values).map((value) => ({ kind, value })));
}

/** Tells whether a statement speaks of everybody. */
export function isPublic({ principals, hasNotPrincipal }: Statement): boolean {
  return hasNotPrincipal || principals.some(({ kind, value }) => value === "*" && (kind === "*" || kind === "AWS"));
}

/** Tells whether a pattern of actions or resources, where `*` and `?` are wild, covers a name. Actions know no case. */
export function covers(pattern: string, name: string): boolean {
  const literal = pattern
    .replace(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${literal}$`, "is").test(name);
}
