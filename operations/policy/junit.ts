import reports from "junit-report-builder";
import type { Rule } from "../../policy/lib/rule";
import type { StackVerdict } from "./gate";

/** The verdicts as JUnit XML: a suite for each stack, a case for each rule. Advisory violations do not fail their case. */
export function verdictsAsJunit(verdicts: readonly StackVerdict[], rules: readonly Rule[]): string {
  const builder = reports.newBuilder();
  for (const verdict of verdicts) {
    const suite = builder.testSuite().name(`policy of ${verdict.stack}`);
    for (const rule of rules) {
      const about = (one: { rule: string }) => one.rule === rule.id;
      const broken = verdict.violations.filter(about);
      const failing = [...broken.filter((one) => one.level === "mandatory"), ...verdict.undecided.filter(about)];
      const test = suite.testCase().className(rule.severity).name(rule.id);
      const said = broken.map((one) => one.message).join("\n");
      if (failing.length > 0) test.failure(failing.map((one) => one.message).join("\n"), rule.title);
      else if (said !== "") test.standardOutput(said);
    }
    const over = verdict.exemptions.filter((one) => one.expired);
    for (const one of over) {
      suite
        .testCase()
        .className("exemptions")
        .name(`${one.rule} of ${one.resource}`)
        .failure(`ended on ${one.expires} (${one.owner}: ${one.reason})`);
    }
  }
  return builder.build();
}
