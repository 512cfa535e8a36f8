import type { Colorize } from "../../../operations/colors";
import { readEvents } from "../../../operations/policy/events";
import { decide, type Terms } from "../../../operations/policy/gate";
import { defineRule, type Level, type Rule } from "../../../policy/lib/rule";
import { types } from "../../../policy/lib/stack";

/** Colours nothing. */
export const plain: Colorize = (_format, text) => text;

export const rule: Rule = defineRule({
  id: "test-blue",
  title: "Things are blue",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["colour"],
  why: "Because.",
  fix: "Colors it.",
  appliesTo: types("test:index:Thing"),
  check() {},
});

/** The resource that they are about. */
export const URN = "urn:pulumi:test::platform::test:index:Thing::web";
export const STACK_URN = "urn:pulumi:test::platform::pulumi:pulumi:Stack::platform-test";

/** An event as it is printed. */
export const line = (event: object) => JSON.stringify({ sequence: 1, timestamp: 1, ...event });

/** The engine tells what a rule says. */
export const policyEvent = (message: string, enforcementLevel: Level = "mandatory", urn = URN) =>
  line({
    policyEvent: {
      resourceUrn: urn,
      message,
      policyName: rule.id,
      policyPackName: "p",
      enforcementLevel,
      severity: "high",
    },
  });

export const violated = policyEvent("Things are blue.\nweb: colour: found red, wanted blue. Fix: Colors it.");
/** The engine tells that a rule cannot be judged. */
export const cannotRun = (urn = URN) =>
  policyEvent(
    "can't run policy 'test-blue' from policy pack 'p@v1' during preview: not known yet: web: colour",
    "advisory",
    urn,
  );
/** The engine begins a step. */
export const step = (op: string, urn = URN) => line({ resourcePreEvent: { metadata: { op, urn } } });

export const terms: Terms = {
  judged: "a test",
  settings: { levels: "production", parameters: {}, exemptions: [] },
  rules: [rule],
  undecided: "fail",
  now: new Date("2026-06-15"),
};

/** What the gate decides about a stack of whose preview the engine told this. */
export const judge = (lines: string[], more: Partial<Terms> = {}) =>
  decide("test", readEvents(lines.join("\n")), { ...terms, ...more });
