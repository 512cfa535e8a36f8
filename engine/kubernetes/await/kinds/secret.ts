import type { KubernetesObject } from "../../types";
import { READY, type Assessment, type Rule, type View } from "../rule";
import { shaped } from "../shapes";

interface Secret extends KubernetesObject {
  type?: string;
  data?: Record<string, string>;
}

function assess(view: View): Assessment {
  const { type, data } = shaped<Secret>(view.object);
  if (type !== "kubernetes.io/service-account-token" || data?.token !== undefined) return READY;
  return { ready: false, progress: "waiting for the token of the ServiceAccount" };
}

/** A Secret is ready at once, but for the token of a ServiceAccount, which a controller has to fill in. */
export const secret: Rule = { watch: "object", assess };
