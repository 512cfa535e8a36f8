import * as fs from "node:fs";
import type { SystemImage } from "../images/system";
import { ADMINISTRATORS_GROUP, KUBELET_CLIENT_USER, POLICY_CONTROLLER_USER, PROVISIONER_USER } from "./certificates";
import type { ClusterLayout } from "./layout";
import type { ClusterNetwork } from "./network";
import { authorityName, keyPairFiles } from "./pki";

const NAMESPACE = "kube-system";

/** The default StorageClass. */
export const STORAGE_CLASS = "platform-local";

/**
 * The objects every cluster has from its start: who may do what, the default storage class, DNS and metrics. Both servers run as
 * nobody, on a read-only file system, with no right but those they use.
 */
export function addonObjects(
  layout: ClusterLayout,
  network: ClusterNetwork,
  images: Record<SystemImage, string>,
): object[] {
  return [
    ...componentRights(),
    storageClass(),
    ...coreDns(network, images.coredns),
    ...metricsServer(layout, images["metrics-server"]),
  ];
}

const labelsOf = (name: string): Record<string, string> => ({ "app.kubernetes.io/name": name });

function clusterRoleBinding(name: string, role: string, subject: object): object {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [subject],
  };
}

const group = (name: string): object => ({ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name });
const user = (name: string): object => ({ kind: "User", apiGroup: "rbac.authorization.k8s.io", name });
const serviceAccount = (name: string): object => ({ kind: "ServiceAccount", name, namespace: NAMESPACE });

function clusterRole(name: string, rules: object[], labels: Record<string, string> = {}): object {
  return { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name, labels }, rules };
}

function componentRights(): object[] {
  return [
    clusterRoleBinding("platform:administrators", "cluster-admin", group(ADMINISTRATORS_GROUP)),
    clusterRoleBinding("platform:api-server-kubelet-client", "system:kubelet-api-admin", user(KUBELET_CLIENT_USER)),
    clusterRole("platform:storage-provisioner", [
      {
        apiGroups: [""],
        resources: ["persistentvolumes"],
        verbs: ["get", "list", "watch", "create", "patch", "delete"],
      },
      { apiGroups: [""], resources: ["persistentvolumeclaims"], verbs: ["get", "list", "watch", "update"] },
      { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["events"], verbs: ["create", "patch", "update"] },
    ]),
    clusterRoleBinding("platform:storage-provisioner", "platform:storage-provisioner", user(PROVISIONER_USER)),
    clusterRole("platform:network-policy-controller", [
      { apiGroups: [""], resources: ["pods", "namespaces"], verbs: ["list", "watch"] },
      { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list", "watch"] },
    ]),
    clusterRoleBinding(
      "platform:network-policy-controller",
      "platform:network-policy-controller",
      user(POLICY_CONTROLLER_USER),
    ),
  ];
}

function storageClass(): object {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: STORAGE_CLASS,
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: "platform.local/directory",
    reclaimPolicy: "Delete",
    // There is one node, so there is nothing to wait for.
    volumeBindingMode: "Immediate",
    allowVolumeExpansion: false,
  };
}

/** What both servers' pods have in common. */
function serverDeployment(options: {
  name: string;
  serviceAccountName: string;
  container: object;
  volumes: object[];
  podLabels?: Record<string, string>;
  podFields?: object;
}): object {
  const labels = labelsOf(options.name);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: options.name, namespace: NAMESPACE, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: { ...labels, ...options.podLabels } },
        spec: {
          serviceAccountName: options.serviceAccountName,
          priorityClassName: "system-cluster-critical",
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65534,
            runAsGroup: 65534,
            fsGroup: 65534,
            seccompProfile: { type: "RuntimeDefault" },
          },
          ...options.podFields,
          containers: [
            {
              imagePullPolicy: "IfNotPresent",
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              ...options.container,
            },
          ],
          volumes: options.volumes,
        },
      },
    },
  };
}

function serviceAccountObject(name: string): object {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: NAMESPACE } };
}

/** Ports above 1024 need no capability; the Service has the usual 53. */
const DNS_PORT = 1053;

function coreDns(network: ClusterNetwork, image: string): object[] {
  const name = "coredns";
  const configuration = `.:${DNS_PORT} {
    errors
    health :8080 {
        lameduck 1s
    }
    ready :8181
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
        max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`;
  return [
    serviceAccountObject(name),
    clusterRole("platform:coredns", [
      { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ]),
    clusterRoleBinding("platform:coredns", "platform:coredns", serviceAccount(name)),
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: NAMESPACE },
      data: { Corefile: configuration },
    },
    serverDeployment({
      name,
      serviceAccountName: name,
      // By this label network policies know the cluster's DNS, whatever serves it.
      podLabels: { "k8s-app": "kube-dns" },
      // Its own upstream is what the machine uses, not itself.
      podFields: { dnsPolicy: "Default" },
      container: {
        name,
        image,
        args: ["-conf", "/etc/coredns/Corefile"],
        ports: [
          { name: "dns", containerPort: DNS_PORT, protocol: "UDP" },
          { name: "dns-tcp", containerPort: DNS_PORT, protocol: "TCP" },
          { name: "metrics", containerPort: 9153, protocol: "TCP" },
        ],
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "192Mi" } },
        livenessProbe: {
          httpGet: { path: "/health", port: 8080 },
          periodSeconds: 10,
          failureThreshold: 5,
          timeoutSeconds: 5,
        },
        startupProbe: {
          httpGet: { path: "/health", port: 8080 },
          periodSeconds: 1,
          failureThreshold: 60,
          timeoutSeconds: 5,
        },
        readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 2, timeoutSeconds: 3 },
        volumeMounts: [{ name: "configuration", mountPath: "/etc/coredns", readOnly: true }],
      },
      volumes: [{ name: "configuration", configMap: { name } }],
    }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace: NAMESPACE, labels: labelsOf(name) },
      spec: {
        clusterIP: network.dnsServiceAddress,
        selector: labelsOf(name),
        ports: [
          { name: "dns", port: 53, targetPort: "dns", protocol: "UDP" },
          { name: "dns-tcp", port: 53, targetPort: "dns-tcp", protocol: "TCP" },
          { name: "metrics", port: 9153, targetPort: "metrics", protocol: "TCP" },
        ],
      },
    },
  ];
}

function metricsServer(layout: ClusterLayout, image: string): object[] {
  const name = "metrics-server";
  const files = keyPairFiles(layout.pki, "metrics-server");
  const encode = (file: string): string => fs.readFileSync(file).toString("base64");
  return [
    serviceAccountObject(name),
    clusterRole("platform:metrics-server", [
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
    ]),
    clusterRoleBinding("platform:metrics-server", "platform:metrics-server", serviceAccount(name)),
    clusterRoleBinding("platform:metrics-server-delegation", "system:auth-delegator", serviceAccount(name)),
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "platform:metrics-server-authentication", namespace: NAMESPACE },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "Role",
        name: "extension-apiserver-authentication-reader",
      },
      subjects: [serviceAccount(name)],
    },
    clusterRole(
      "platform:aggregated-metrics-reader",
      [{ apiGroups: ["metrics.k8s.io"], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] }],
      // Whoever may view, edit or administrate a namespace may see its metrics.
      Object.fromEntries(
        ["view", "edit", "admin"].map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, "true"]),
      ),
    ),
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { name: "metrics-server-tls", namespace: NAMESPACE },
      data: { "tls.crt": encode(files.certificate), "tls.key": encode(files.key) },
    },
    serverDeployment({
      name,
      serviceAccountName: name,
      container: {
        name,
        image,
        args: [
          "--secure-port=10250",
          "--tls-cert-file=/etc/metrics-server/tls.crt",
          "--tls-private-key-file=/etc/metrics-server/tls.key",
          "--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
          // The resolution has to be larger than the time a scrape may take.
          "--metric-resolution=10s",
          "--kubelet-request-timeout=5s",
        ],
        ports: [{ name: "https", containerPort: 10250, protocol: "TCP" }],
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
        livenessProbe: {
          httpGet: { path: "/livez", port: "https", scheme: "HTTPS" },
          periodSeconds: 10,
          failureThreshold: 5,
          timeoutSeconds: 5,
        },
        startupProbe: {
          httpGet: { path: "/livez", port: "https", scheme: "HTTPS" },
          periodSeconds: 1,
          failureThreshold: 60,
          timeoutSeconds: 5,
        },
        readinessProbe: {
          httpGet: { path: "/readyz", port: "https", scheme: "HTTPS" },
          periodSeconds: 2,
          timeoutSeconds: 3,
        },
        volumeMounts: [{ name: "certificate", mountPath: "/etc/metrics-server", readOnly: true }],
      },
      volumes: [{ name: "certificate", secret: { secretName: "metrics-server-tls" } }],
    }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: NAMESPACE, labels: labelsOf(name) },
      spec: { selector: labelsOf(name), ports: [{ name: "https", port: 443, targetPort: "https", protocol: "TCP" }] },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        service: { name, namespace: NAMESPACE },
        caBundle: encode(keyPairFiles(layout.pki, authorityName("cluster")).certificate),
      },
    },
  ];
}
