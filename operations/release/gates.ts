import { formatDuration } from "../../embedded/report";
import type { PromotionParity } from "./parity";
import type { ReleaseRecord } from "./record";
import type { Validation } from "./validation";

/** One condition of a promotion, with what was seen of it. */
export interface Gate {
  name: "release" | "validation" | "parity" | "policy" | "age" | "approval";
  passed: boolean;
  evidence: string;
}

/** The release is what its stack runs now, and was not found bad on the stack that it is for. */
export function releaseGate(
  record: ReleaseRecord,
  running: Readonly<Record<string, string>>,
  onTarget: ReleaseRecord | undefined,
): Gate {
  const name = "release";
  const others = Object.entries(record.images).filter(([service, digest]) => running[service] !== digest);
  if (others.length > 0) {
    const evidence = `${record.id} is not what ${record.stack} runs: other images of ${others.map(([key]) => key).join(", ")}`;
    return { name, passed: false, evidence };
  }
  if (onTarget?.validation?.passed === false) {
    const { at, failed } = onTarget.validation;
    const evidence = `these images were brought up there as ${onTarget.id} and failed on ${at}: ${failed.join("; ")}`;
    return { name, passed: false, evidence };
  }
  return {
    name,
    passed: true,
    evidence: `${record.id}, made ${record.made}${record.commit ? ` of ${record.commit}` : ""}`,
  };
}

/** The stack that the release comes from does its work. */
export function validationGate({ passed, findings }: Validation): Gate {
  const failed = findings.filter((one) => !one.passed);
  const evidence = passed
    ? `${findings.length} of ${findings.length} checks`
    : failed.map((one) => `${one.service} ${one.check}: ${one.evidence}`).join("; ");
  return { name: "validation", passed, evidence };
}

/** What was proved in one environment is what the other one gets. */
export function parityGate({ differences, undeclared }: PromotionParity): Gate {
  const places = undeclared.map(({ resource, path }) => `${resource}${path && `: ${path}`}`);
  return {
    name: "parity",
    passed: undeclared.length === 0,
    evidence:
      undeclared.length === 0
        ? `they differ in ${differences.length} keys in which they may, and in nothing else`
        : `${undeclared.length} undeclared differences: ${places.slice(0, 3).join("; ")}${places.length > 3 ? "; ..." : ""}`,
  };
}

/**
 * The release has run for long enough.
 *
 * @param least milliseconds
 */
export function ageGate({ made }: ReleaseRecord, least: number, now: Date): Gate {
  const age = now.getTime() - new Date(made).getTime();
  return { name: "age", passed: age >= least, evidence: `${formatDuration(age)}; at least ${formatDuration(least)}` };
}
