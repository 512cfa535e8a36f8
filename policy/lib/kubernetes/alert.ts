import { isSet } from "../is-set";
import type { Node } from "../node";
import type { Resource } from "../resource";
import type { Stack } from "../stack";
import { kinds } from "./kinds";
import { namespaceNamed, namespaceOf } from "./namespace";

/** Accepts the rules of Prometheus. */
export const prometheusRules = kinds("monitoring.coreos.com/PrometheusRule");

/** An alerting rule, as far as it says what it is about. */
export interface Alert {
  readonly name: string;
  /** The namespaces that it is about, as `namespaceOf` identifies them. */
  readonly namespaces: readonly string[];
  /** The workloads that it is about; undefined where it is about all of the namespace. */
  readonly workloads: readonly string[] | undefined;
  /** What it lacks to be of use to whoever is called. */
  readonly lacks: readonly string[];
}

const COVERS = "platform.covers";

/** The alerting rules in an object. @throws Undecided when it is not known yet which there are. */
export function alertRules(object: Resource): Node[] {
  const groups = object.at("spec", "groups");
  const lists = [groups, ...groups.items().map((group) => group.at("rules"))];
  for (const list of lists) list.read();
  const rules = lists.slice(1).flatMap((list) => list.items());
  return rules.filter((rule) => rule.at("alert").exists);
}

/** What an alerting rule is about. @throws Undecided when that is not known yet. */
export function alertOf(stack: Stack, object: Resource, rule: Node): Alert {
  const labels = rule.at("labels");
  labels.read();
  const named = labels.entries().map(([label, value]): Match => ({ label, values: [value.text() ?? ""] }));
  const matches = [...named, ...matchers(rule.at("expr").text() ?? "")];
  const isNamespace = ({ label }: Match) => label.endsWith("namespace");
  const namespaces = matches.filter(isNamespace).flatMap(({ values }) => values);
  const marks = [object.at("metadata", "labels", COVERS), labels.at(COVERS)];
  const isAboutAll = marks.some((one) => one.text() === "namespace");
  return {
    name: rule.at("alert").describe(),
    namespaces:
      isAboutAll && namespaces.length === 0
        ? [namespaceOf(stack, object)]
        : namespaces.map((name) => namespaceNamed(stack, name)),
    workloads: isAboutAll ? undefined : matches.filter((one) => !isNamespace(one)).flatMap(({ values }) => values),
    lacks: [
      ...(isSet(rule.at("for")) ? [] : ["for"]),
      ...(isSet(labels.at("severity")) ? [] : ["labels.severity"]),
      ...(isSet(rule.at("annotations", "runbook_url")) ? [] : ["annotations.runbook_url"]),
    ],
  };
}

interface Match {
  readonly label: string;
  readonly values: readonly string[];
}

/** What the selectors of an expression match labels with: `{namespace="shop", pod=~"(web|api)-.*"}` has shop, web and api. */
function matchers(expression: string): Match[] {
  const found = expression.matchAll(/(\w+)\s*=(~?)\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)/g);
  return [...found].map(([, label = "", isPattern, ...quoted]) => {
    const text = quoted.find((one) => one !== undefined) ?? "";
    return { label, values: isPattern ? text.split("|").map(literalStart) : [text] };
  });
}

/** The text that a pattern begins with, up to where it goes on as the names of pods do: `web` of `web-.+`. */
function literalStart(pattern: string): string {
  const start = /^[\^(?:]*([^.[\](){}*+?\\^$|]*)/.exec(pattern)?.[1] ?? "";
  return start.replace(/-$/, "");
}
