import { isStackRule, type Level, type Rule, type Severity } from "../../policy/lib/rule";
import type { StackVerdict } from "./gate";

const SCORES: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

const level = (one: Level) => (one === "mandatory" ? "error" : "warning");

/** The verdicts as SARIF 2.1.0, which code scanning of CI systems reads. */
export function verdictsAsSarif(verdicts: readonly StackVerdict[], rules: readonly Rule[]): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: verdicts.map((verdict) => ({
      automationDetails: { id: `policy/${verdict.stack}` },
      tool: { driver: { name: "platform-policy", rules: rules.map(describe) } },
      results: [
        ...verdict.violations.map((one) => result(one, level(one.level), verdict.stack)),
        ...verdict.undecided.map((one) => result(one, "error", verdict.stack)),
      ],
    })),
  };
}

function describe(rule: Rule): object {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: rule.fix },
    helpUri: `docs/policy/catalogue.md#${rule.id}`,
    defaultConfiguration: { level: level(rule.levels.production) },
    properties: {
      "security-severity": SCORES[rule.severity],
      tags: [rule.severity, isStackRule(rule) ? "stack" : "resource", ...rule.references],
    },
  };
}

function result(one: { rule: string; urn: string; message: string }, severity: string, stack: string): object {
  return {
    ruleId: one.rule,
    level: severity,
    message: { text: one.message },
    locations: [
      {
        // Resources have no line; the stack's file is where a reader begins.
        physicalLocation: { artifactLocation: { uri: `Pulumi.${stack}.yaml` } },
        logicalLocations: [{ fullyQualifiedName: one.urn, kind: "resource" }],
      },
    ],
    partialFingerprints: { ruleAndResource: `${one.rule}/${one.urn}` },
  };
}
