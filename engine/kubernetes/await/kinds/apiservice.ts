import { READY, type Assessment, type Rule, type View } from "../rule";
import { conditionOf } from "../shapes";

function assess(view: View): Assessment {
  const available = conditionOf(view.object, "Available");
  if (available?.status === "True") return READY;
  const why = available?.message ?? available?.reason;
  return { ready: false, progress: `the API is not available${why === undefined ? " yet" : `: ${why}`}` };
}

/** An APIService is ready when the API server reaches what serves it. */
export const apiService: Rule = { watch: "object", assess };
