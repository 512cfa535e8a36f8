import type { ManySettings, ServiceObjects } from "./objects";

/** The address that answers the probe of a container: nothing here runs one. */
const PROBE = { httpGet: { path: "/ready", port: "http" } };

/** The same objects with what the policy rules of dev ask for. Their image has to answer a probe, if it is ever run. */
export function keepingRules(objects: ServiceObjects): ServiceObjects {
  const labels = {
    "app.kubernetes.io/name": objects.name,
    "app.kubernetes.io/instance": "bench",
    "app.kubernetes.io/version": "1",
    "app.kubernetes.io/component": "service",
    "app.kubernetes.io/part-of": "bench",
    "app.kubernetes.io/managed-by": "pulumi",
  };
  const labelled = <O extends { metadata: object }>(object: O): O => ({
    ...object,
    metadata: { ...object.metadata, labels },
  });
  const { deployment } = objects;
  const { template } = deployment.spec;
  const containers = template.spec.containers.map((container) => ({
    ...container,
    readinessProbe: PROBE,
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "32Mi" } },
  }));
  return {
    name: objects.name,
    configMap: labelled(objects.configMap),
    serviceAccount: labelled(objects.serviceAccount),
    service: labelled(objects.service),
    deployment: labelled({
      ...deployment,
      spec: {
        ...deployment.spec,
        revisionHistoryLimit: 3,
        template: { ...template, metadata: { labels }, spec: { ...template.spec, containers } },
      },
    }),
  };
}

/** Labels of a namespace whose pods are restricted. */
export const POD_SECURITY = Object.fromEntries(
  ["enforce", "warn", "audit"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, "v1.35"],
  ]),
);

/** Denies every pod of the namespace what no other policy allows. */
export function defaultDeny({ namespace }: ManySettings) {
  return {
    metadata: { name: "default-deny", namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
}
