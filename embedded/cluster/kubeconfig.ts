import * as fs from "node:fs";
import * as path from "node:path";
import { CLUSTER_NAME, type ClusterLayout, type ClusterPorts } from "./layout";
import type { ClusterNetwork } from "./network";
import { authorityName, keyPairFiles } from "./pki";
import { writeFileAtomically } from "./files";
import { stringify } from "yaml";

/** The components that have a kubeconfig; each equals the name of a client certificate. */
export const KUBECONFIG_USERS = [
  "bootstrap",
  "administrator",
  "controller-manager",
  "scheduler",
  "proxy",
  "kubelet",
  "storage-provisioner",
  "network-policy-controller",
] as const;
export type KubeconfigUser = (typeof KUBECONFIG_USERS)[number];

/** Where the kubeconfig of that component is. The administrator's is the users' own. */
export function kubeconfigFile(layout: ClusterLayout, user: KubeconfigUser): string {
  return user === "administrator" ? layout.kubeconfig : path.join(layout.kubeconfigs, `${user}.kubeconfig`);
}

/** The API server's URL: on the bridge, which pods and the machine itself reach and nobody else. */
export function apiServerUrl(network: ClusterNetwork, ports: ClusterPorts): string {
  return `https://${network.gateway}:${ports.apiServer}`;
}

/** Writes the kubeconfigs, self-contained (certificates and keys inside) and readable by root alone. */
export function writeKubeconfigs(layout: ClusterLayout, network: ClusterNetwork, ports: ClusterPorts): void {
  const read = (file: string): string => fs.readFileSync(file).toString("base64");
  const authority = read(keyPairFiles(layout.pki, authorityName("cluster")).certificate);
  for (const user of KUBECONFIG_USERS) {
    const files = keyPairFiles(layout.pki, user);
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": CLUSTER_NAME,
      clusters: [
        {
          name: CLUSTER_NAME,
          cluster: { server: apiServerUrl(network, ports), "certificate-authority-data": authority },
        },
      ],
      users: [
        {
          name: user,
          user: { "client-certificate-data": read(files.certificate), "client-key-data": read(files.key) },
        },
      ],
      contexts: [{ name: CLUSTER_NAME, context: { cluster: CLUSTER_NAME, user } }],
    };
    writeFileAtomically(kubeconfigFile(layout, user), stringify(kubeconfig, { lineWidth: 0 }));
  }
}
