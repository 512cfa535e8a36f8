import type { Given } from "./changes";

/** A budget for the pods of the shared workloads, named `web-budget`. */
export function budget(spec: Record<string, unknown> = { maxUnavailable: 1 }): Given {
  return {
    name: "web-budget",
    type: "kubernetes:policy/v1:PodDisruptionBudget",
    properties: {
      metadata: { name: "web", namespace: "shop" },
      spec: { selector: { matchLabels: { "app.kubernetes.io/name": "web" } }, ...spec },
    },
  };
}

/** An autoscaler of the shared Deployment, named `web-autoscaler`. */
export function autoscaler(spec: Record<string, unknown> = {}): Given {
  return {
    name: "web-autoscaler",
    type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    properties: {
      metadata: { name: "web", namespace: "shop" },
      spec: {
        minReplicas: 2,
        maxReplicas: 9,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
        ],
        ...spec,
      },
    },
  };
}
