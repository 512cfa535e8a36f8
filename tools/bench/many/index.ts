import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { serviceObjects, type ManySettings } from "./objects";
import { defaultDeny, POD_SECURITY } from "./strict";

/** A program of four resources a service. */
export = () => {
  const config = new pulumi.Config();
  const settings = config.requireObject<ManySettings>("settings");
  const provider = new kubernetes.Provider("cluster", {
    kubeconfig: config.require("kubeconfig"),
    context: config.require("context"),
    clusterIdentifier: config.require("context"),
  });
  const namespace = new kubernetes.core.v1.Namespace(
    "namespace",
    { metadata: { name: settings.namespace, ...(settings.strict && { labels: POD_SECURITY }) } },
    { provider },
  );
  const options = { provider, dependsOn: [namespace] };
  if (settings.strict) new kubernetes.networking.v1.NetworkPolicy("default-deny", defaultDeny(settings), options);
  for (let index = 0; index < settings.services; index++) {
    const { name, configMap, serviceAccount, service, deployment } = serviceObjects(settings, index);
    new kubernetes.core.v1.Service(name, service, options);
    const needs = [
      namespace,
      new kubernetes.core.v1.ConfigMap(name, configMap, options),
      new kubernetes.core.v1.ServiceAccount(name, serviceAccount, options),
    ];
    new kubernetes.apps.v1.Deployment(name, deployment, { provider, dependsOn: needs });
  }
};
