import { attempt } from "./attempt";
import { isExpired, names, type Exemption } from "./exemptions";
import { comingImages } from "./kubernetes/built-images";
import { isElsewhere } from "./kubernetes/workload-ref";
import { Node } from "./node";
import type { Settings } from "./parameters";
import { Resource, type ResourceFacts } from "./resource";
import { isStackRule, type Check, type Rule, type StackCheck, type Violation } from "./rule";
import { Stack } from "./stack";

/** A rule that a resource breaks. */
export interface Finding {
  /** The resource at fault. */
  readonly urn: string;
  /** Where in the resource. */
  readonly path: string;
  /** The whole message: resource, path, found, wanted, fix. */
  readonly message: string;
}

/** What came of judging. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** What could not be judged because a value is not known yet, as resource and path. */
  readonly undecided: readonly string[];
  /** Exemptions that held back a finding. */
  readonly exempted: readonly { readonly finding: Finding; readonly exemption: Exemption }[];
}

/** What judging depends on besides rule and resources. */
export interface Circumstances {
  readonly settings: Settings;
  /** The time that exemptions are compared with. */
  readonly now: Date;
}

/** Judges one resource by a rule about resources. */
export function judgeResource(rule: Rule, facts: ResourceFacts, circumstances: Circumstances): Verdict {
  const bench = new Bench(rule, circumstances);
  if (isStackRule(rule) || !rule.appliesTo(facts.type)) return bench.verdict();
  const resource = new Resource(facts, bench.undecided);
  const reach = bench.reach(resource);
  const check: Check<Record<string, unknown>> = {
    parameters: circumstances.settings.parameters,
    expect: reach.expect,
    violation: reach.violation,
    each: (items, judge) => bench.each(items, judge),
  };
  bench.attempt(() => rule.check(resource, check));
  return bench.verdict();
}

/** Judges all resources of a stack by a rule about the stack. */
export function judgeStack(rule: Rule, facts: readonly ResourceFacts[], circumstances: Circumstances): Verdict {
  const bench = new Bench(rule, circumstances);
  if (!isStackRule(rule) || !facts.some((one) => rule.appliesTo(one.type))) return bench.verdict();
  const stack = new Stack(facts, bench.undecided);
  const check: StackCheck<Record<string, unknown>> = {
    parameters: circumstances.settings.parameters,
    expect: (resource, ...rest) => bench.reach(resource).expect(...rest),
    violation: (resource, violation) => bench.reach(resource).violation(violation),
    each: (items, judge) => bench.each(items, judge),
  };
  bench.attempt(() => rule.checkStack(stack, check));
  return bench.verdict();
}

/**
 * Judges the workloads of a stack once more, by a rule about resources, where their images are not known yet: by what these will be.
 *
 * @returns what comes of that alone: nothing that is there without it is told again.
 */
export function judgeComingImages(rule: Rule, facts: readonly ResourceFacts[], circumstances: Circumstances): Verdict {
  const verdicts = comingImages(facts).map(({ facts: coming, places, variants }): Verdict => {
    const before = judgeResource(rule, coming, circumstances);
    const open = before.undecided.filter((place) => places.includes(place));
    const told = new Set(messagesOf(before));
    const after = variants.map((variant) => {
      const { findings, exempted } = judgeResource(rule, variant, circumstances);
      return {
        undecided: [],
        findings: findings.filter(({ message }) => !told.has(message)),
        exempted: exempted.filter(({ finding }) => !told.has(finding.message)),
      };
    });
    const [first] = after;
    const isBroken = new Set(after.map(({ findings }) => findings.length > 0));
    // Where it may be one of several images, all or none of them must keep the rule.
    if (!first || isBroken.size > 1) return { findings: [], undecided: open, exempted: [] };
    return first;
  });
  return {
    findings: verdicts.flatMap(({ findings }) => findings),
    undecided: verdicts.flatMap(({ undecided }) => undecided),
    exempted: verdicts.flatMap(({ exempted }) => exempted),
  };
}

function messagesOf({ findings, exempted }: Verdict): string[] {
  return [...findings, ...exempted.map(({ finding }) => finding)].map(({ message }) => message);
}

/** Whether what a resource leaves out at a place is somewhere else, and may be as it must. */
function isPartial(resource: Resource, at: Node | string): boolean {
  return resource.kind.isPatch || (at instanceof Node && isElsewhere(resource, at.keys));
}

/** Collects what comes of one judgement. */
class Bench {
  private readonly findings: Finding[] = [];
  private readonly exempted: { finding: Finding; exemption: Exemption }[] = [];
  /** What could not be judged, noted where it was read. */
  readonly undecided = new Set<string>();

  constructor(
    private readonly rule: Rule,
    private readonly circumstances: Circumstances,
  ) {}

  verdict(): Verdict {
    return { findings: this.findings, undecided: [...this.undecided], exempted: this.exempted };
  }

  /** Runs a part of a rule. A value that it cannot know is noted where it was read. */
  attempt(part: () => void): void {
    attempt(part, () => undefined);
  }

  each<T>(items: Iterable<T>, judge: (item: T) => void): void {
    for (const item of items) this.attempt(() => judge(item));
  }

  /** What a rule says of one resource. */
  reach(resource: Resource): Pick<Check<never>, "expect" | "violation"> {
    return {
      expect: (node, ok, wanted, fix) => {
        if (node.value === undefined && isPartial(resource, node)) return;
        this.attempt(() => {
          const value = node.read();
          if (!ok(value)) this.report(resource, { at: node, wanted, fix });
        });
      },
      violation: (violation) => {
        if (!(violation.absence && isPartial(resource, violation.at))) this.report(resource, violation);
      },
    };
  }

  private report(resource: Resource, violation: Violation): void {
    const path = violation.at instanceof Node ? violation.at.path : violation.at;
    const found = violation.found ?? (violation.at instanceof Node ? violation.at.describe() : "not set");
    const exemption = this.circumstances.settings.exemptions.find((one) => names(one, resource));
    const over = exemption && isExpired(exemption, this.circumstances.now);
    const message = [
      `${resource.name} (${resource.type}): ${path}: found ${found}, wanted ${violation.wanted}.`,
      `Fix: ${violation.fix ?? this.rule.fix}`,
      ...(over ? [`The exemption of ${exemption.owner} ended on ${exemption.expires}.`] : []),
    ].join(" ");
    const finding = { urn: resource.urn, path, message };
    if (exemption && !over) this.exempted.push({ finding, exemption });
    else this.findings.push(finding);
  }
}
