import { keepingRules } from "./strict";

/** What the program and `kubectl apply` make alike. */
export interface ManySettings {
  namespace: string;
  /** How many services. */
  services: number;
  /** Pods of each. */
  replicas: number;
  /** An image that runs until it is told to end, by digest. */
  image: string;
  /** Whether they keep the policy rules of dev. Default: as many as a minimal object does. */
  strict?: boolean;
}

/** The objects of one service: configuration, identity, address, workload. */
export type ServiceObjects = ReturnType<typeof minimalObjects>;

const PORT = 8080;

/** The objects of one service. */
export function serviceObjects(settings: ManySettings, index: number): ServiceObjects {
  const objects = minimalObjects(settings, index);
  return settings.strict ? keepingRules(objects) : objects;
}

function minimalObjects({ namespace, replicas, image }: ManySettings, index: number) {
  const name = `service-${String(index).padStart(3, "0")}`;
  const labels = { "app.kubernetes.io/name": name };
  const metadata = { name, namespace, labels };
  return {
    name,
    configMap: {
      apiVersion: "v1" as const,
      kind: "ConfigMap" as const,
      metadata,
      data: { "settings.yaml": `name: ${name}\nport: ${PORT}\n`, LOG_LEVEL: "info" },
    },
    serviceAccount: {
      apiVersion: "v1" as const,
      kind: "ServiceAccount" as const,
      metadata,
      automountServiceAccountToken: false,
    },
    service: {
      apiVersion: "v1" as const,
      kind: "Service" as const,
      metadata,
      spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: PORT, protocol: "TCP" }] },
    },
    deployment: {
      apiVersion: "apps/v1" as const,
      kind: "Deployment" as const,
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                name: "main",
                image,
                ports: [{ name: "http", containerPort: PORT, protocol: "TCP" }],
                envFrom: [{ configMapRef: { name } }],
                resources: { requests: { cpu: "1m", memory: "4Mi" }, limits: { cpu: "100m", memory: "32Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
    },
  };
}

/** The namespace and all services' objects, in the order in which they need each other. */
export function allObjects(settings: ManySettings): object[] {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: settings.namespace } };
  const services = Array.from({ length: settings.services }, (_, index) => {
    const { configMap, serviceAccount, service, deployment } = serviceObjects(settings, index);
    return [configMap, serviceAccount, service, deployment];
  });
  return [namespace, ...services.flat()];
}
