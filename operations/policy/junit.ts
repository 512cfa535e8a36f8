import reports from "junit-report-builder";
import type { Rule } from "../../policy/lib/rule";
import type { StackVerdict } from "./gate";

/**
 * The verdicts as JUnit XML: a suite for each stack, a case for each rule. A rule that is broken fails its case, one that could not be
 * judged is an error of it; advisory violations are its output.
 */
export function verdictsAsJunit(verdicts: readonly StackVerdict[], rules: readonly Rule[]): string {
  const builder = reports.newBuilder();
  for (const verdict of verdicts) {
    const suite = builder.testSuite().name(`policy of ${verdict.stack}`);
    if (verdict.fault !== undefined) {
      suite.testCase().className("gate").name("the stack is judged").error(printable(verdict.fault), "not judged");
      continue;
    }
    for (const rule of rules) {
      const about = (one: { rule: string }) => one.rule === rule.id;
      const broken = verdict.violations.filter(about);
      const mandatory = broken.filter((one) => one.level === "mandatory");
      const undecided = verdict.undecided.filter(about);
      const test = suite.testCase().className(rule.severity).name(rule.id);
      // Both at once is what no CI system shows.
      if (mandatory.length > 0) test.failure(textOf(mandatory), rule.title);
      else if (undecided.length > 0) test.error(textOf(undecided), rule.title);
      else if (broken.length > 0) test.standardOutput(textOf(broken));
    }
    const over = verdict.exemptions.filter((one) => one.expired);
    for (const one of over) {
      suite
        .testCase()
        .className("exemptions")
        .name(printable(`${one.rule} of ${one.resource}`))
        .failure(printable(`ended on ${one.expires} (${one.owner}: ${one.reason})`));
    }
  }
  // The schema that Jenkins reads by has this attribute for single suites only.
  return builder.build().replace(/(?<=<testsuites [^>]*) skipped="\d+"/, "");
}

function textOf(all: readonly { readonly message: string }[]): string {
  return printable(all.map(({ message }) => message).join("\n"));
}

/** A text without the characters that XML 1.0 cannot have, not even escaped. */
function printable(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
