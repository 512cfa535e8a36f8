import { inspect } from "node:util";
import {
  PolicyPack,
  type Policy,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { UnknownValueError } from "@pulumi/policy/proxy";
import { factsOf, readOnce, remediationFactsOf } from "./crossguard";
import { judgeComingImages, judgeResource, judgeStack, type Circumstances, type Verdict } from "./judge";
import { unknownImagePlaces } from "./kubernetes/built-images";
import { configSchema, settingsOf } from "./parameters";
import { carryOut, editsOf } from "./remedy";
import { isStackRule, type ResourceRule, type Rule } from "./rule";
import type { ResourceFacts } from "./resource";
import { PACKS, rulesOf, type PackName } from "./rules";
import { UNKNOWN } from "./unknown";

/** Where the catalogue of all rules is kept, one heading each. */
const CATALOGUE = "docs/policy/catalogue.md";

/**
 * Serves rules to the Pulumi engine. The process must have started in the pack's own folder, whose `package.json` says the version.
 *
 * @param name the pack's name.
 * @param packs whose rules it serves; all of them unless given. Each pack is a process that is asked about every resource, so one with
 *   all rules takes a fraction of the time of four.
 */
export function servePack(name: string, packs: readonly PackName[] = PACKS): void {
  const rules = packs.flatMap((pack) => rulesOf(pack));
  readOnce();
  new PolicyPack(name, {
    displayName: `rules of the platform for ${packs.join(", ")}`,
    enforcementLevel: "mandatory",
    policies: rules.map(policyOf),
  });
}

/** A rule as CrossGuard knows it. The level is production's: a stack's configuration can lower it. */
export function policyOf(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  const facts: Policy = {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}.`,
    enforcementLevel: rule.levels.production,
    severity: rule.severity,
    tags: [...rule.references],
    remediationSteps: rule.fix,
    url: `${CATALOGUE}#${rule.id}`,
    configSchema: configSchema(rule),
  };
  if (isStackRule(rule)) return { ...facts, validateStack: validateStack(rule, judgeStack) };
  return {
    ...facts,
    validateResource: validateResource(rule),
    ...(rule.judgesImages && { validateStack: validateStack(rule, judgeComingImages) }),
    ...(rule.remediate && { remediateResource: remediateResource(rule) }),
  };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function validateResource(rule: ResourceRule<any>) {
  return (args: ResourceValidationArgs, report: ReportViolation): void => {
    if (!rule.appliesTo(args.type)) return;
    const circumstances = circumstancesOf(rule, args);
    reportFaults(circumstances, report);
    tell(rule, report, () => {
      const facts = factsOf(args);
      const verdict = judgeResource(rule, facts, circumstances);
      if (!rule.judgesImages) return verdict;
      // The whole stack says what they will be, or that nobody can.
      const later = unknownImagePlaces(facts);
      return { ...verdict, undecided: verdict.undecided.filter((place) => !later.includes(place)) };
    });
  };
}

function validateStack(rule: Rule, judge: typeof judgeStack) {
  return (args: StackValidationArgs, report: ReportViolation): void => {
    const circumstances = circumstancesOf(rule, args);
    // A rule about resources has told them by each of these.
    if (isStackRule(rule)) reportFaults(circumstances, report);
    tell(rule, report, () => judge(rule, args.resources.map(factsOf), circumstances));
  };
}

/** What remediations of a request are told, by the properties they may change. */
const told = new WeakMap<object, ResourceFacts>();

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function remediateResource(rule: ResourceRule<any>) {
  return (args: ResourceValidationArgs): Record<string, unknown> | undefined => {
    const facts = told.get(args.props) ?? remediationFactsOf(args);
    const isChanged = carryOut(args.props, editsOf(rule, facts, circumstancesOf(rule, args)));
    // The next one has to see what this one has changed.
    if (isChanged) told.delete(args.props);
    else told.set(args.props, facts);
    return isChanged ? args.props : undefined;
  };
}

function circumstancesOf(rule: Rule, args: { getConfig(): object }): Circumstances {
  return { settings: settingsOf(rule, args.getConfig()), now: new Date() };
}

/** A configuration that is not understood must not pass for one: its faults are violations. */
function reportFaults({ settings }: Circumstances, report: ReportViolation): void {
  for (const fault of settings.faults) report(`The configuration of this rule is wrong: ${fault}.`);
}

/** Reports what came of judging. A rule that fails by itself is a violation too: it would end the whole run otherwise. */
function tell(rule: Rule, report: ReportViolation, judge: () => Verdict): void {
  let verdict: Verdict;
  try {
    verdict = judge();
  } catch (error) {
    report(
      `The rule ${rule.id} itself failed, so nothing is known about the resource. Report this as its fault: ${inspect(error)}`,
    );
    return;
  }
  for (const { message, urn } of verdict.findings) report(message, urn);
  if (verdict.undecided.length > 0) throw new NotKnownYet(verdict.undecided);
}

/** The package makes of it the notice that the rule cannot be run in this preview; what was reported before stays reported. */
class NotKnownYet extends UnknownValueError {
  constructor(undecided: readonly string[]) {
    super(UNKNOWN, []);
    this.message = `not known yet: ${undecided.join(", ")}`;
  }
}
