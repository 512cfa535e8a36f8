import type { Given } from "./changes";

type Fields = Record<string, unknown>;

/** A container that keeps every rule about pods. */
export function goodContainer(): Fields {
  return {
    name: "web",
    image: `registry.example.org/web@sha256:${"a".repeat(64)}`,
    ports: [{ name: "http", containerPort: 8000 }],
    resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "512Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/** A pod spec that keeps every rule about pods. */
export function goodPodSpec(): Fields {
  return {
    serviceAccountName: "web",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    },
    initContainers: [{ ...goodContainer(), name: "prepare" }],
    containers: [goodContainer()],
  };
}

/** A workload of each kind, by the words for it. The Deployment is the first. */
export function goodWorkloads(): Record<string, Given[]> {
  const labels = { "app.kubernetes.io/name": "web" };
  const template = () => ({ metadata: { labels }, spec: goodPodSpec() });
  const metadata = { name: "web", namespace: "shop", labels };
  const selector = { matchLabels: labels };
  const workload = (type: string, properties: Fields): Given[] => [{ type, properties: { metadata, ...properties } }];
  return {
    "a Deployment": workload("kubernetes:apps/v1:Deployment", {
      spec: { replicas: 2, selector, template: template() },
    }),
    "a StatefulSet": workload("kubernetes:apps/v1:StatefulSet", {
      spec: { replicas: 2, selector, template: template() },
    }),
    "a DaemonSet": workload("kubernetes:apps/v1:DaemonSet", { spec: { selector, template: template() } }),
    "a ReplicaSet": workload("kubernetes:apps/v1:ReplicaSet", { spec: { selector, template: template() } }),
    "a ReplicationController": workload("kubernetes:core/v1:ReplicationController", { spec: { template: template() } }),
    "a Job": workload("kubernetes:batch/v1:Job", { spec: { template: template() } }),
    "a CronJob": workload("kubernetes:batch/v1:CronJob", {
      spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: template() } } },
    }),
    "a Pod": workload("kubernetes:core/v1:Pod", {
      metadata: { ...metadata },
      spec: { ...goodPodSpec(), ephemeralContainers: [{ ...goodContainer(), name: "debug" }] },
    }),
    "a PodTemplate": workload("kubernetes:core/v1:PodTemplate", { template: template() }),
    "a Rollout of Argo": workload("kubernetes:argoproj.io/v1alpha1:Rollout", {
      spec: { replicas: 2, selector, template: template() },
    }),
    "a Rollout of a template elsewhere": workload("kubernetes:argoproj.io/v1alpha1:Rollout", {
      spec: { replicas: 2, workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name: "elsewhere" } },
    }),
    "a patch that leaves things out": [
      {
        type: "kubernetes:apps/v1:DeploymentPatch",
        properties: { metadata, spec: { template: { spec: { containers: [{ name: "web" }] } } } },
      },
    ],
  };
}

/** A Rollout of the shared Deployment, which it scales down and takes the pod template from, and that Deployment, named `template`. */
export function rolloutByReference(): Given[] {
  const [deployment] = structuredClone(goodWorkloads()["a Deployment"]!);
  const { metadata, spec } = deployment!.properties as { metadata: Fields; spec: Fields };
  return [
    {
      type: "kubernetes:argoproj.io/v1alpha1:Rollout",
      properties: {
        metadata: structuredClone(metadata),
        spec: {
          replicas: 2,
          selector: structuredClone(spec.selector),
          workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        },
      },
    },
    { ...deployment!, name: "template", properties: { metadata, spec: { ...spec, replicas: 0 } } },
  ];
}

/** A path below the pod spec of a Deployment, and of all kinds that keep it in the same place. */
export const pod = (path: string): string => `spec.template.spec.${path}`;
