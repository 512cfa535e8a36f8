import { READY, type Assessment, type Rule, type View } from "../rule";
import { controllerFinding } from "./replicas";

function assess(view: View): Assessment {
  const phase = (view.object.status as { phase?: string } | undefined)?.phase;
  if (phase === "Active") return READY;
  if (phase !== "Terminating") return { ready: false, progress: "the namespace is not active yet" };
  const finding = controllerFinding("the namespace is being deleted, and nothing can be created in it", 0);
  return { ready: false, progress: "the namespace is not active", findings: [finding] };
}

/** A Namespace is ready when it is active. */
export const namespace: Rule = { watch: "object", assess };
