import * as path from "node:path";
import { configurationFile, volumePluginDirectory, type ClusterContext } from "./configuration";
import { kubeconfigFile } from "./kubeconfig";
import { BRIDGE_NAME, NODE_NAME } from "./layout";
import { authorityName, keyPairFiles } from "./pki";
import type { ServiceDefinition } from "./supervisor";

/** The host processes of the cluster, in the order in which they go down (the reverse of who needs whom). */
export const SERVICE_NAMES = [
  "storage-provisioner",
  "kubelet",
  // Its rules outlive it, so that no pod talks past them.
  "network-policy-controller",
  "kube-proxy",
  "kube-scheduler",
  "kube-controller-manager",
  "kube-apiserver",
  "etcd",
  "dockerd",
  "containerd",
  "registry",
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** How each host process is started. */
export function serviceDefinitions(context: ClusterContext): ServiceDefinition[] {
  const { layout, binaries, network } = context;
  const kubernetes = (component: string, ...flags: string[]): string[] => [
    binaries.path("kubernetes"),
    component,
    ...flags,
  ];
  // containerd starts runc and the shim, dockerd and the CNI plugins start iptables: they look on PATH.
  const directories = ["containerd", "runc", "dockerd"].map((name) => path.dirname(binaries.path(name)));
  const searchPath = [...new Set([...directories, "/usr/sbin", "/usr/bin", "/sbin", "/bin"])].join(":");
  const environment = { PATH: searchPath };
  const service = (
    name: ServiceName,
    command: string[],
    readsFiles: string[],
    options: { killAfter?: number } = {},
  ): ServiceDefinition => ({
    name,
    command,
    environment,
    readsFiles,
    killAfter: options.killAfter ?? 5000,
  });
  const configuration = (name: string): string => configurationFile(layout, name);
  const certificates = (...names: string[]): string[] =>
    names.map((name) => keyPairFiles(layout.pki, name).certificate);
  return [
    service(
      "etcd",
      kubernetes("etcd", `--config-file=${configuration("etcd.yaml")}`),
      [configuration("etcd.yaml"), ...certificates(authorityName("etcd"), "etcd-server", "etcd-peer")],
      { killAfter: 10_000 },
    ),
    service(
      "kube-apiserver",
      kubernetes("kube-apiserver", ...apiServerFlags(context)),
      [
        configuration("admission.yaml"),
        configuration("authentication.yaml"),
        configuration("encryption.yaml"),
        ...certificates(authorityName("cluster"), authorityName("front-proxy"), authorityName("etcd")),
        ...certificates("api-server", "etcd-client", "api-server-kubelet-client", "front-proxy-client"),
      ], // It would wait a minute for its watchers, who come back by themselves.
      { killAfter: 2000 },
    ),
    service("kube-controller-manager", kubernetes("kube-controller-manager", ...controllerManagerFlags(context)), [
      kubeconfigFile(layout, "controller-manager"),
      ...certificates("controller-manager-server"),
    ]),
    service("kube-scheduler", kubernetes("kube-scheduler", ...schedulerFlags(context)), [
      configuration("kube-scheduler.yaml"),
      kubeconfigFile(layout, "scheduler"),
      ...certificates("scheduler-server"),
    ]),
    service(
      "kubelet",
      kubernetes(
        "kubelet",
        `--config=${configuration("kubelet.yaml")}`,
        `--kubeconfig=${kubeconfigFile(layout, "kubelet")}`,
        `--root-dir=${layout.kubeletRoot}`,
        `--cert-dir=${path.join(layout.kubeletRoot, "pki")}`,
        `--hostname-override=${NODE_NAME}`,
        `--node-ip=${network.gateway}`,
        // What containers use is counted twice as often as by default: a new load is seen that much sooner.
        "--housekeeping-interval=5s",
      ),
      [configuration("kubelet.yaml"), kubeconfigFile(layout, "kubelet"), ...certificates("kubelet-server")],
    ),
    service("kube-proxy", kubernetes("kube-proxy", `--config=${configuration("kube-proxy.yaml")}`), [
      configuration("kube-proxy.yaml"),
      kubeconfigFile(layout, "proxy"),
    ]),
    service(
      "containerd",
      [binaries.path("containerd"), "--config", configuration("containerd.toml")],
      [configuration("containerd.toml")],
    ),
    service(
      "registry",
      [binaries.path("docker-registry"), "serve", configuration("registry.yaml")],
      [configuration("registry.yaml")],
    ),
    service(
      "dockerd",
      [binaries.path("dockerd"), `--config-file=${configuration("dockerd.json")}`],
      [configuration("dockerd.json")],
      { killAfter: 10_000 },
    ),
    service(
      "storage-provisioner",
      [
        binaries.path("storage-provisioner"),
        `--kubeconfig=${kubeconfigFile(layout, "storage-provisioner")}`,
        `--directory=${layout.volumes}`,
        `--node=${NODE_NAME}`,
      ],
      [kubeconfigFile(layout, "storage-provisioner")],
    ),
    service(
      "network-policy-controller",
      [
        binaries.path("network-policy-controller"),
        `--kubeconfig=${kubeconfigFile(layout, "network-policy-controller")}`,
        `--bridge=${BRIDGE_NAME}`,
        `--others=${network.buildCidr}`,
        `--socket=${layout.policySocket}`,
      ],
      [kubeconfigFile(layout, "network-policy-controller")],
    ),
  ];
}

function apiServerFlags({ layout, network, ports }: ClusterContext): string[] {
  const files = (name: string): { certificate: string; key: string } => keyPairFiles(layout.pki, name);
  const serving = files("api-server");
  const kubeletClient = files("api-server-kubelet-client");
  const etcdClient = files("etcd-client");
  const frontProxy = files("front-proxy-client");
  return [
    `--bind-address=${network.gateway}`,
    `--advertise-address=${network.gateway}`,
    `--secure-port=${ports.apiServer}`,
    `--tls-cert-file=${serving.certificate}`,
    `--tls-private-key-file=${serving.key}`,
    "--tls-min-version=VersionTLS12",
    `--etcd-servers=https://127.0.0.1:${ports.etcdClient}`,
    `--etcd-cafile=${files(authorityName("etcd")).certificate}`,
    `--etcd-certfile=${etcdClient.certificate}`,
    `--etcd-keyfile=${etcdClient.key}`,
    `--client-ca-file=${files(authorityName("cluster")).certificate}`,
    `--kubelet-certificate-authority=${files(authorityName("cluster")).certificate}`,
    `--kubelet-client-certificate=${kubeletClient.certificate}`,
    `--kubelet-client-key=${kubeletClient.key}`,
    "--kubelet-preferred-address-types=InternalIP",
    `--requestheader-client-ca-file=${files(authorityName("front-proxy")).certificate}`,
    "--requestheader-allowed-names=front-proxy-client",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-username-headers=X-Remote-User",
    `--proxy-client-cert-file=${frontProxy.certificate}`,
    `--proxy-client-key-file=${frontProxy.key}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${path.join(layout.pki, "service-accounts.pub")}`,
    `--service-account-signing-key-file=${path.join(layout.pki, "service-accounts.key")}`,
    `--service-cluster-ip-range=${network.serviceCidr}`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    `--admission-control-config-file=${configurationFile(layout, "admission.yaml")}`,
    `--authentication-config=${configurationFile(layout, "authentication.yaml")}`,
    `--encryption-provider-config=${configurationFile(layout, "encryption.yaml")}`,
    "--allow-privileged=true",
    "--profiling=false",
    "--event-ttl=2h",
  ];
}

function controllerManagerFlags({ layout, network, ports }: ClusterContext): string[] {
  const authority = keyPairFiles(layout.pki, authorityName("cluster"));
  const serving = keyPairFiles(layout.pki, "controller-manager-server");
  const kubeconfig = kubeconfigFile(layout, "controller-manager");
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${ports.controllerManager}`,
    `--tls-cert-file=${serving.certificate}`,
    `--tls-private-key-file=${serving.key}`,
    `--root-ca-file=${authority.certificate}`,
    `--service-account-private-key-file=${path.join(layout.pki, "service-accounts.key")}`,
    `--cluster-signing-cert-file=${authority.certificate}`,
    `--cluster-signing-key-file=${authority.key}`,
    `--service-cluster-ip-range=${network.serviceCidr}`,
    `--flex-volume-plugin-dir=${volumePluginDirectory(layout)}`,
    "--use-service-account-credentials=true",
    "--leader-elect=false",
    // The measurements change every ten seconds at the most; each is acted on when it has just come.
    "--horizontal-pod-autoscaler-sync-period=2s",
    // Its 20 requests a second spare an API server that many nodes share. Here they alone were what a rollout of forty services waited for.
    "--kube-api-qps=200",
    "--kube-api-burst=400",
    "--profiling=false",
  ];
}

function schedulerFlags({ layout, ports }: ClusterContext): string[] {
  const serving = keyPairFiles(layout.pki, "scheduler-server");
  const kubeconfig = kubeconfigFile(layout, "scheduler");
  return [
    `--config=${configurationFile(layout, "kube-scheduler.yaml")}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${ports.scheduler}`,
    `--tls-cert-file=${serving.certificate}`,
    `--tls-private-key-file=${serving.key}`,
  ];
}
