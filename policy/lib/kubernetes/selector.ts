import { any } from "../any";
import { isObject, type Node } from "../node";

/**
 * Whether a label selector, as in `{matchLabels, matchExpressions}`, selects labels.
 *
 * @param selector the selector; an empty one selects everything, a missing one nothing.
 * @param labels the labels.
 * @throws Undecided when a part that matters is not known yet.
 */
export function selects(selector: Node, labels: Node): boolean {
  const value = selector.read();
  if (!isObject(value)) return false;
  if (!selectsEqual(selector.at("matchLabels"), labels)) return false;
  const expressions = selector.at("matchExpressions");
  // Items of an unknown list are none, which every label would satisfy.
  expressions.read();
  return !any(expressions.items(), (one) => !satisfies(one, labels));
}

/**
 * Whether every one of these labels is among the others, as a Service selects. An empty or missing map selects everything.
 *
 * @throws Undecided when none that is known is missing, and others are not known yet.
 */
export function selectsEqual(wanted: Node, labels: Node): boolean {
  wanted.read();
  const pairs = wanted.entries().map(([key, value]) => [value, labels.at(key)] as const);
  const isKnown = (pair: readonly Node[]) => !pair.some((one) => one.isUnknown);
  if (pairs.some((pair) => isKnown(pair) && pair[0].read() !== pair[1].read())) return false;
  for (const node of pairs.flat()) node.read();
  return true;
}

function satisfies(expression: Node, labels: Node): boolean {
  const label = labels.at(expression.at("key").text() ?? "").read();
  const values: unknown[] = expression.at("values").strings();
  switch (expression.at("operator").text()) {
    case "In":
      return label !== undefined && values.includes(label);
    case "NotIn":
      return label === undefined || !values.includes(label);
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return false;
  }
}
