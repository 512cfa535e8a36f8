import { JSONPath } from "jsonpath-plus";
import type { KubernetesObject } from "../types";
import { READY, type Assessment, type Rule, type View } from "./rule";
import { conditionOf, conditionsOf, isObserved } from "./shapes";

/** The annotation by which a program says itself when an object is ready. */
export const WAIT_FOR = "pulumi.com/waitFor";

/** One demand of the annotation: whether an object meets it, and what to say while it does not. */
interface Demand {
  text: string;
  isMet(object: KubernetesObject): boolean;
  found(object: KubernetesObject): string | undefined;
}

function parseCondition(text: string): Demand {
  const [type = "", wanted = "True", ...rest] = text.slice("condition=".length).split("=");
  if (type === "" || wanted === "" || rest.length > 0)
    throw new Error(`${text}: expected condition=Type or condition=Type=Status`);
  // As kubectl does, types and statuses are compared without regard to case.
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const find = (object: KubernetesObject) =>
    conditionOf(object, type) ?? conditionsOf(object).find((condition) => same(condition.type, type));
  return {
    text,
    isMet: (object) => {
      const condition = find(object);
      if (!condition || !same(condition.status, wanted)) return false;
      const observed = condition.observedGeneration ?? object.metadata.generation;
      return (observed ?? 0) >= (object.metadata.generation ?? 0);
    },
    found: (object) => {
      const condition = find(object);
      return condition && [condition.status, condition.message].filter(Boolean).join(": ");
    },
  };
}

/** Finds the end of the braces that `text` begins with, leaving those in quotes alone. */
function closingBrace(text: string): number {
  let quote = "";
  for (let i = 1; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === "\\") i++;
    else if (quote !== "") quote = c === quote ? "" : quote;
    else if (c === "'" || c === '"') quote = c;
    else if (c === "}") return i;
  }
  return -1;
}

function parseJsonPath(text: string): Demand {
  const expression = text.slice("jsonpath=".length);
  const usage = "expected jsonpath={.path} or jsonpath={.path}=value";
  const end = expression.startsWith("{") ? closingBrace(expression) : -1;
  if (end < 0) throw new Error(`${text}: ${usage}, with the braces and without quotes around them`);
  const rest = expression.slice(end + 1);
  if (rest !== "" && !/^=[^={][^=]*$/s.test(rest)) throw new Error(`${text}: ${usage}; the value is a plain text`);
  const wanted = rest === "" ? undefined : rest.slice(1);
  const inner = expression.slice(1, end).trim();
  const path = (inner.startsWith("$") ? inner : `$${inner}`)
    // Filters may be written with and without parentheses, and `[]` stands for every element.
    .replace(/\[\?(?!\()([^\]]*)\]/g, "[?($1)]")
    .replaceAll("[]", "[*]");
  const select = (json: object) => JSONPath<unknown[]>({ path, json, eval: "safe", wrap: true });
  try {
    select({});
  } catch (error) {
    throw new Error(`${text}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return {
    text,
    isMet: (object) => {
      const results = select(object);
      if (results.length === 0) return false;
      return wanted === undefined || asText(results[0]) === wanted;
    },
    found: (object) => {
      const [first] = select(object);
      return first === undefined ? undefined : asText(first);
    },
  };
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parseDemand(text: string): Demand {
  if (text.startsWith("condition=")) return parseCondition(text);
  if (text.startsWith("jsonpath=")) return parseJsonPath(text);
  throw new Error(`${text}: expected condition=... or jsonpath=...`);
}

/**
 * The rule that the annotation states.
 *
 * @param value the annotation's value: `condition=Type`, `condition=Type=Status`, `jsonpath={.path}`, `jsonpath={.path}=value`, or
 *   a JSON array of these, which all have to be met.
 * @throws Error that says what is wrong with the value and what is allowed.
 */
export function parseWaitFor(value: string): Rule {
  let strings: unknown = [value];
  if (value.trim().startsWith("[")) {
    try {
      strings = JSON.parse(value);
    } catch {
      throw new Error(`${value}: begins like a JSON array and is none`);
    }
  }
  if (!Array.isArray(strings) || strings.length === 0 || !strings.every((text) => typeof text === "string")) {
    throw new Error(`${value}: expected at least one text in the array`);
  }
  const demands = strings.map(parseDemand);
  return { watch: "object", assess: (view) => assess(view, demands) };
}

function assess(view: View, demands: readonly Demand[]): Assessment {
  const { object } = view;
  // A status that tells its generation must tell of this one.
  const observed = (object.status as { observedGeneration?: number } | undefined)?.observedGeneration;
  if (observed !== undefined && !isObserved(object)) {
    return { ready: false, progress: "waiting for the controller to see the change" };
  }
  const unmet = demands.filter((demand) => !demand.isMet(object));
  if (unmet.length === 0) return READY;
  const words = unmet.map((demand) => {
    const found = demand.found(object);
    return `${demand.text}${found === undefined ? "" : ` (found ${found})`}`;
  });
  return { ready: false, progress: `waiting for ${words.join(" and ")}` };
}
