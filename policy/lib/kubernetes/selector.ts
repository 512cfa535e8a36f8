import { isObject, type Node } from "../node";

/**
 * Tells whether a label selector, as in `{matchLabels, matchExpressions}`, selects labels.
 *
 * @param selector the selector; an empty one selects everything, a missing one nothing.
 * @param labels the labels.
 * @throws Undecided when a part that matters is not known yet.
 */
export function selects(selector: Node, labels: Node): boolean {
  const value = selector.read();
  if (!isObject(value)) return false;
  const expressions = selector.at("matchExpressions");
  // Items of an unknown list are none, which every label would satisfy.
  expressions.read();
  return selectsEqual(selector.at("matchLabels"), labels) && expressions.items().every((one) => satisfies(one, labels));
}

/** Tells whether every one of these labels is among the others, as a Service selects. An empty or missing map selects everything. */
export function selectsEqual(wanted: Node, labels: Node): boolean {
  wanted.read();
  return wanted.entries().every(([key, value]) => value.read() === labels.at(key).read());
}

function satisfies(expression: Node, labels: Node): boolean {
  const label = labels.at(expression.at("key").text() ?? "").read();
  const values: unknown[] = expression.at("values").texts();
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
