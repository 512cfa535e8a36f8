import { expect } from "chai";
import type { Outcome } from "../../../operations/policy/events";
import { decide } from "../../../operations/policy/gate";
import { judgeResource, judgeStack } from "../../../policy/lib/judge";
import { settingsOf } from "../../../policy/lib/parameters";
import { isStackRule } from "../../../policy/lib/rule";
import { PACKS, rulesOf } from "../../../policy/lib/rules";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { set } from "../../policy/support/changes";
import { factsOf } from "../../policy/support/facts";
import { goodWorkloads, pod } from "../../policy/support/workloads";

/**
 * Mandatory rules that no preview of a new stack can decide, because it does not know the digest of an image that it would build. They
 * fail the gate for every stack that is not deployed. To be emptied by the gate for pull requests, which must pass without a state.
 */
const OPEN = ["k8s-banned-images", "k8s-image-digest", "k8s-image-no-latest", "k8s-image-registry-allowed"];

describe("the preview of a stack that is not deployed", () => {
  it(`still leaves mandatory rules undecided: ${OPEN.join(", ")}`, () => {
    const given = structuredClone(goodWorkloads()["a Deployment"]!);
    for (const list of ["containers", "initContainers"]) set(pod(`${list}[0].image`), UNKNOWN)(given);
    const facts = given.map((one) => factsOf(one, given));
    const rules = PACKS.flatMap(rulesOf);
    const undecided = rules.filter((rule) => {
      const circumstances = { settings: settingsOf(rule, {}), now: new Date() };
      const verdicts = isStackRule(rule)
        ? [judgeStack(rule, facts, circumstances)]
        : facts.map((one) => judgeResource(rule, one, circumstances));
      return rule.levels.production === "mandatory" && verdicts.some((one) => one.undecided.length > 0);
    });
    expect(undecided.map(({ id }) => id).sort()).to.deep.equal(OPEN);

    const { urn } = facts[0]!;
    const outcome: Outcome = {
      violations: [],
      remediations: [],
      undecided: undecided.map(({ id }) => ({ pack: "platform", rule: id, urn, message: "not known yet" })),
      changing: new Set([urn]),
      errors: [],
    };
    const verdict = decide("staging", outcome, {
      judged: "a preview",
      settings: { levels: "production", parameters: {}, exemptions: [] },
      rules,
      undecided: "fail",
      now: new Date(),
    });
    expect(verdict.passed, "the gate").to.equal(false);
    expect(verdict.undecided).to.have.length(OPEN.length);
  });
});
