import { CERTAIN_AFTER } from "../causes/certainty";
import { READY, type Assessment, type Rule, type View } from "../rule";
import { conditionOf } from "../shapes";
import { controllerFinding } from "./replicas";

function assess(view: View): Assessment {
  const established = conditionOf(view.object, "Established");
  const names = conditionOf(view.object, "NamesAccepted");
  if (established?.status === "True" && names?.status === "True") return READY;
  if (names?.status === "False") {
    const problem = `its names are taken: ${names.message ?? names.reason ?? "no reason given"}`;
    // Another definition with the same names may be on its way out.
    const finding = controllerFinding(problem, CERTAIN_AFTER.parallelCreation);
    return { ready: false, progress: "the names are not accepted", findings: [finding] };
  }
  return { ready: false, progress: "the API server does not serve the kind yet" };
}

/** A CustomResourceDefinition is ready when its names are accepted and the API server serves its kind. */
export const customResourceDefinition: Rule = { watch: "object", assess };
