import { createHash } from "node:crypto";
import { isStackRule, type Level, type Rule, type Severity } from "../../policy/lib/rule";
import type { StackVerdict } from "./gate";
import { Locations, type Location, type Origin } from "./locations";

const SCORES: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

/** Code scanning takes no more tags of a rule than that. */
const TAGS = 20;

const level = (one: Level) => (one === "mandatory" || one === "remediate" ? "error" : "warning");

/**
 * The verdicts as SARIF 2.1.0, which code scanning of CI systems reads: a run for each stack, in a category of its own.
 *
 * @param verdicts of the stacks
 * @param rules all rules there are
 * @param locations where resources come from
 */
export function verdictsAsSarif(
  verdicts: readonly StackVerdict[],
  rules: readonly Rule[],
  locations = new Locations(),
): object {
  const described = rules.map(describe);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: verdicts.map((verdict) => {
      const originOf = ({ urn }: { readonly urn: string }) => locations.of(verdict.stack, urn);
      const found = [
        ...verdict.violations.map((one) => ({ ...one, severity: level(one.level), origin: originOf(one) })),
        ...verdict.undecided.map((one) => ({ ...one, severity: "error", origin: originOf(one) })),
        ...verdict.exemptions
          .filter(({ expired }) => expired)
          .map((one) => ({
            rule: one.rule,
            urn: one.resource,
            message: `The exemption of ${one.resource} ended on ${one.expires} (${one.owner}: ${one.reason}).`,
            severity: "error",
            origin: { asked: locations.ofExemption(verdict.stack, one) },
          })),
      ];
      const seen = new Map<string, number>();
      return {
        // The category is what stands before the last slash, and no two runs of a file may have the same.
        automationDetails: { id: `policy/${verdict.stack}/` },
        tool: { driver: { name: "platform-policy", rules: described } },
        invocations: [
          {
            executionSuccessful: verdict.fault === undefined,
            ...(verdict.fault !== undefined && {
              toolExecutionNotifications: [{ level: "error", message: { text: verdict.fault } }],
            }),
          },
        ],
        results: found.map((one) => {
          const fingerprint = fingerprintOf(one);
          const count = (seen.get(fingerprint) ?? 0) + 1;
          seen.set(fingerprint, count);
          return result(one, `${fingerprint}:${count}`);
        }),
      };
    }),
  };
}

function describe(rule: Rule): object {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: {
      text: rule.fix,
      markdown: `${rule.fix}\n\nThe rule in the catalogue: \`docs/policy/catalogue.md#${rule.id}\``,
    },
    defaultConfiguration: { level: level(rule.levels.production) },
    properties: {
      "security-severity": SCORES[rule.severity],
      tags: [rule.severity, isStackRule(rule) ? "stack" : "resource", ...rule.references].slice(0, TAGS),
    },
  };
}

interface Found {
  readonly rule: string;
  readonly urn: string;
  readonly message: string;
  readonly severity: string;
  readonly origin: Origin;
}

function result(one: Found, fingerprint: string): object {
  const { asked, made } = one.origin;
  const isElsewhere = made && (made.file !== asked.file || made.line !== asked.line);
  return {
    ruleId: one.rule,
    level: one.severity,
    message: { text: one.message },
    locations: [
      { physicalLocation: physical(asked), logicalLocations: [{ fullyQualifiedName: one.urn, kind: "resource" }] },
    ],
    ...(isElsewhere && {
      relatedLocations: [
        { id: 1, physicalLocation: physical(made), message: { text: "The component that makes it." } },
      ],
    }),
    // What code scanning goes by; by itself it takes the text of the line, which is one for all resources of a service.
    partialFingerprints: { primaryLocationLineHash: fingerprint },
  };
}

function physical({ file, line }: Location): object {
  return { artifactLocation: { uri: file }, region: { startLine: line } };
}

/** The same for a rule, a resource and a path in every run, whatever the values are and wherever the files' lines go. */
function fingerprintOf({ rule, urn, message }: Found): string {
  const identity = urn.split("::").slice(2).join("::") || urn;
  const place = /^\S+ \(\S+\): (.*?): found /.exec(message)?.[1] ?? "";
  return createHash("sha256").update(`${rule}\0${identity}\0${place}`).digest("hex").slice(0, 16);
}
