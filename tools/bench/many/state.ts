import { serviceObjects, type ManySettings } from "./objects";

const urn = (type: string, name: string) => `urn:pulumi:bench::platform-bench-many::${type}::${name}`;

/** A state, as `pulumi stack export` writes it, with four resources for each service. */
export function stateOf(settings: ManySettings): object {
  const stack = urn("pulumi:pulumi:Stack", "platform-bench-many-bench");
  const resource = (type: string, name: string, object: object) => ({
    urn: urn(type, name),
    custom: true,
    id: `${settings.namespace}/${name}`,
    type,
    inputs: object,
    outputs: object,
    parent: stack,
  });
  const services = Array.from({ length: settings.services }, (_, index) => serviceObjects(settings, index));
  const resources = services.flatMap(({ name, configMap, serviceAccount, service, deployment }) => [
    resource("kubernetes:core/v1:ConfigMap", name, configMap),
    resource("kubernetes:core/v1:ServiceAccount", name, serviceAccount),
    resource("kubernetes:core/v1:Service", name, service),
    resource("kubernetes:apps/v1:Deployment", name, deployment),
  ]);
  return {
    version: 3,
    deployment: {
      manifest: { time: new Date(0).toISOString(), magic: "", version: "" },
      resources: [{ urn: stack, custom: false, type: "pulumi:pulumi:Stack" }, ...resources],
    },
  };
}
