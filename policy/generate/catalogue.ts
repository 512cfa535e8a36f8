import type { PackName } from "../lib/rules";
import { isStackRule, type Rule } from "../lib/rule";
import { configSchema } from "../lib/parameters";

/** The page with all rules, made from the rules. */
export function cataloguePage(packs: Readonly<Record<PackName, readonly Rule[]>>): string {
  const all = Object.values(packs).flat();
  const count = (severity: string) => all.filter((rule) => rule.severity === severity).length;
  return [
    "# Policy catalogue",
    "",
    "<!-- Made by `npm run docs` from policy/rules. -->",
    "",
    `${all.length} rules: ${count("critical")} critical, ${count("high")} high, ${count("medium")} medium, ${count("low")} low. ` +
      "What a stack makes of them is in `policy/stacks/<stack>.yaml`.",
    "",
    ...Object.entries(packs).flatMap(([pack, rules]) => [
      `## ${pack}`,
      "",
      ...overview(rules),
      ...rules.flatMap(entry),
    ]),
  ].join("\n");
}

function overview(rules: readonly Rule[]): string[] {
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](#${rule.id}) | ${cell(rule.title)} | ${rule.severity} | ${rule.levels.dev} | ${rule.levels.production} |`,
  );
  return ["| rule | what holds | severity | dev | production |", "| --- | --- | --- | --- | --- |", ...rows, ""];
}

function entry(rule: Rule): string[] {
  const parameters = Object.entries(configSchema(rule).properties).filter(([name]) => name !== "exempt");
  return [
    `### ${rule.id}`,
    "",
    `${rule.title}.`,
    "",
    rule.why,
    "",
    `- **Remedy**: ${rule.fix}`,
    `- **Severity**: ${rule.severity}. **Level**: ${rule.levels.dev} in dev, ${rule.levels.production} in production.`,
    `- **Judges**: ${isStackRule(rule) ? "how the resources of a stack fit together" : "each resource"}, by ${rule.fields.map((field) => `\`${field}\``).join(", ")}.`,
    `- **References**: ${rule.references.join(", ")}.`,
    ...parameters.map(
      ([name, schema]) =>
        `- **Parameter \`${name}\`**: ${String(schema.description)} Default: \`${JSON.stringify(schema.default)}\`.`,
    ),
    "",
  ];
}

/** A bar would end the cell of a table. */
const cell = (text: string) => text.replaceAll("|", "\\|");
