import { CERTAIN_AFTER } from "./certainty";
import type { Finding, View } from "../rule";
import { shaped, type KubernetesEvent } from "../shapes";

/** Events by the object that they are about, so that looking at many pods reads the list once. */
export function eventsByUid(view: View): Map<string, KubernetesEvent[]> {
  const byUid = new Map<string, KubernetesEvent[]>();
  for (const event of view.all("Event").map(shaped<KubernetesEvent>)) {
    const uid = event.involvedObject?.uid ?? "";
    const known = byUid.get(uid);
    if (known) known.push(event);
    else byUid.set(uid, [event]);
  }
  return byUid;
}

/** The finding as it counts when it was there before the wait: it may be fixed by now and only not tried again yet. */
export function patient(finding: Finding): Finding {
  if (finding.certainAfter === undefined) return finding;
  return { ...finding, certainAfter: Math.max(finding.certainAfter, CERTAIN_AFTER.untouched) };
}
