import { READY, Rank, type Assessment, type Rule, type View } from "../rule";

function assess(view: View): Assessment {
  const { phase, message } = (view.object.status ?? {}) as { phase?: string; message?: string };
  if (phase === "Failed") {
    const problem = `the volume failed: ${message ?? "no reason given"}`;
    return {
      ready: false,
      progress: "the volume is not available",
      findings: [{ problem, rank: Rank.volume, certainAfter: 0 }],
    };
  }
  return phase === undefined || phase === "Pending"
    ? { ready: false, progress: "the volume is not available yet" }
    : READY;
}

/** A PersistentVolume is ready when it can be claimed or is claimed already. */
export const persistentVolume: Rule = { watch: "object", assess };
