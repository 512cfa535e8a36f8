import type { Assessment, Finding, Lookup } from "./rule";

type Unready = Extract<Assessment, { ready: false }>;

/** One problem, and every place that has it. */
interface Group {
  first: Finding;
  subjects: Set<string>;
}

/** Findings by importance, each problem once, with the places it was found at. */
function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  // The subject breaks ties, so that the order in which things were seen does not show.
  const key = (finding: Finding) => `${finding.problem}\n${finding.subject ?? ""}`;
  const sorted = [...findings].sort((a, b) => b.rank - a.rank || (key(a) < key(b) ? -1 : 1));
  for (const finding of sorted) {
    const group = groups.get(finding.problem) ?? { first: finding, subjects: new Set() };
    if (finding.subject !== undefined) group.subjects.add(finding.subject);
    groups.set(finding.problem, group);
  }
  return [...groups.values()];
}

function sentence({ first, subjects }: Group): string {
  const [place] = subjects;
  if (place === undefined) return first.problem;
  const more = subjects.size > 1 ? ` and ${subjects.size - 1} more` : "";
  return `${first.problem} (${place}${more})`;
}

/** The one line that says what is wrong, or else what is still missing. */
export function headlineOf(assessment: Unready): string {
  const [top] = grouped(assessment.findings ?? []);
  const { progress, busy } = assessment;
  if (top) return `${sentence(top)}; ${progress}`;
  return busy === undefined ? progress : `${progress}; ${busy}`;
}

/** The lines below the headline: the first problem's explanation and remedy, then the other problems. */
export async function detailsOf(assessment: Unready, lookup: Lookup): Promise<string[]> {
  const [top, ...others] = grouped(assessment.findings ?? []);
  if (!top) return [];
  // An explanation is a courtesy: when it cannot be had, the failure is reported without it.
  const explained = (await top.first.explain?.(lookup).catch(() => [])) ?? [];
  const also = others.slice(0, 5).map((group) => `Also: ${sentence(group)}`);
  return [...explained, ...(top.first.remedy === undefined ? [] : [top.first.remedy]), ...also];
}
