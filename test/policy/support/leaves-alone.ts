import { expect } from "chai";
import { settingsOf } from "../../../policy/lib/parameters";
import { editsOf } from "../../../policy/lib/remedy";
import type { Rule } from "../../../policy/lib/rule";
import type { Given } from "./changes";

/** Declares the tests of what a rule's remediation must not touch, because the result would not be valid: resources by what they are. */
export function describeLeftAlone(
  rule: Rule,
  left: Record<string, Given>,
  parameters: Record<string, unknown> = {},
): void {
  describe(`the remedy of ${rule.id}`, () => {
    for (const [name, { type, properties }] of Object.entries(left)) {
      it(`leaves ${name} alone`, () => {
        const options = { protect: false, ignoreChanges: [] };
        const circumstances = { settings: settingsOf(rule, parameters), now: new Date("2026-06-15T12:00:00Z") };
        expect(editsOf(rule, { urn: "urn", type, name: "web", properties, options }, circumstances)).to.deep.equal([]);
      });
    }
  });
}
