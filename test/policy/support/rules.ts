/** What the rule of a test says of itself. */
export const DESCRIPTION = {
  id: "test-rule",
  title: "Things are right",
  severity: "high" as const,
  levels: { dev: "advisory" as const, production: "mandatory" as const },
  references: ["Own"],
  fields: ["thing"],
  why: "Because.",
  fix: "Fix it.",
};
