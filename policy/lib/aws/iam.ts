import { isObject, type Node } from "../node";
import { Statement } from "./statement";

export type { Constraint } from "./condition";
export { covers } from "./pattern";
export { Statement, type Principal } from "./statement";

/**
 * The statements of a policy document, which is an object or the JSON text of one. What is not a document has none.
 *
 * @throws Undecided when the whole document, or the list of its statements, is not known yet.
 */
export function statements(document: Node): Statement[] {
  const list = document.parsed().at("Statement");
  list.read();
  const nodes = Array.isArray(list.value) ? list.items() : [list];
  return nodes.filter((node) => isObject(node.value) || node.isUnknown).map((node) => new Statement(node));
}

/** Whether a statement speaks of everybody. @throws Undecided */
export function isPublic(statement: Statement): boolean {
  return statement.hasNotPrincipal || speaksOfAll(statement);
}

/** Whether a statement names everybody as its principal. @throws Undecided */
export function speaksOfAll({ principals }: Statement): boolean {
  return principals.some(({ kind, value }) => value === "*" && (kind === "*" || kind === "AWS"));
}

/** Whether a pattern stands for all actions of all services. */
export function isAnyAction(pattern: string): boolean {
  return /^\*+(:\*+)?$/.test(pattern);
}

/** Whether a statement is about resources without naming any: `*`, all of a service, or all but some. @throws Undecided */
export function isAnyResource({ resources, notResources }: Statement): boolean {
  return notResources.length > 0 || resources.some((one) => /^(\*+|arn:[^:]*:[^:]*:\**:\**:\*+)$/.test(one));
}
