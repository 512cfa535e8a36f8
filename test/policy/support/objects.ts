import type { Given } from "./changes";
import { goodWorkloads } from "./workloads";

/** The labels of the pods of `goodWorkloads`. */
export const LABELS: Record<string, string> = { "app.kubernetes.io/name": "web" };

/** A Service that selects the pods of `goodWorkloads`. */
export function goodService(spec: Record<string, unknown> = {}): Given {
  return {
    name: "web-service",
    type: "kubernetes:core/v1:Service",
    properties: {
      metadata: { name: "web", namespace: "shop" },
      spec: { selector: { ...LABELS }, ports: [{ port: 80, targetPort: "http" }], ...spec },
    },
  };
}

/** Some workloads of `goodWorkloads`, by the words for them. Their labels can be changed each for itself. */
export function goodWorkloadsOf(...names: readonly string[]): Record<string, Given[]> {
  const all = JSON.parse(JSON.stringify(goodWorkloads())) as Record<string, Given[]>;
  return Object.fromEntries(names.map((name) => [name, all[name] ?? []]));
}
