import * as fs from "node:fs";
import * as path from "node:path";
import { randomBytes } from "node:crypto";
import { stringify } from "yaml";
import { linkAtomically, readIfPresent, writeFileAtomically } from "./files";
import { kubeconfigFile } from "./kubeconfig";
import {
  BRIDGE_NAME,
  CNI_NETWORK,
  DOCKER_NAMESPACE,
  NODE_NAME,
  type ClusterBinaries,
  type ClusterLayout,
  type ClusterPorts,
} from "./layout";
import type { Machine } from "./machine";
import type { ClusterNetwork } from "./network";
import { authorityName, keyPairFiles } from "./pki";

/** All that the generated configuration depends on. */
export interface ClusterContext {
  layout: ClusterLayout;
  ports: ClusterPorts;
  network: ClusterNetwork;
  machine: Machine;
  binaries: ClusterBinaries;
}

/** The CNI plugin that has a pod's network policies in force before the pod runs. */
const POLICY_PLUGIN = "network-policy-plugin";

/** Where the configuration file of that name is. */
export function configurationFile(layout: ClusterLayout, name: string): string {
  return path.join(layout.configuration, name);
}

/** Where the kubelet and the controllers look for plugins of volumes; there are none. */
export function volumePluginDirectory(layout: ClusterLayout): string {
  return path.join(layout.kubeletRoot, "volume-plugins");
}

/** Writes the configuration files of all components but containerd, whose needs an image: `writeContainerdConfiguration`. */
export function writeConfiguration(context: ClusterContext): void {
  const { layout } = context;
  const files: Record<string, string> = {
    "kubelet.yaml": stringify(kubelet(context)),
    "kube-proxy.yaml": stringify(kubeProxy(context)),
    "kube-scheduler.yaml": stringify(scheduler(context)),
    "admission.yaml": stringify(admission()),
    "authentication.yaml": stringify(authentication()),
    "encryption.yaml": encryption(layout),
    "etcd.yaml": stringify(etcd(context)),
    "dockerd.json": JSON.stringify(dockerd(context), null, 2),
    "registry.yaml": stringify(registry(context)),
  };
  for (const [name, content] of Object.entries(files)) writeFileAtomically(configurationFile(layout, name), content);
  linkNetworkPlugins(context);
  writeFileAtomically(
    path.join(layout.cniConfiguration, "10-platform.conflist"),
    JSON.stringify(cni(context), null, 2),
  );
}

/** Debian's CNI plugins and our own in one directory, since the runtime looks in one alone. */
function linkNetworkPlugins({ layout, binaries }: ClusterContext): void {
  const own = binaries.path(POLICY_PLUGIN);
  const debian = fs.readdirSync(binaries.cniPlugins).map((name) => path.join(binaries.cniPlugins, name));
  fs.mkdirSync(layout.cniPlugins, { recursive: true, mode: 0o700 });
  for (const file of [...debian, own]) linkAtomically(path.join(layout.cniPlugins, path.basename(file)), file);
}

function kubelet({ layout, ports, network, machine }: ClusterContext): object {
  const server = keyPairFiles(layout.pki, "kubelet-server");
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: network.gateway,
    port: ports.kubelet,
    readOnlyPort: 0,
    healthzBindAddress: "127.0.0.1",
    healthzPort: ports.kubeletHealth,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: keyPairFiles(layout.pki, authorityName("cluster")).certificate },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: server.certificate,
    tlsPrivateKeyFile: server.key,
    tlsMinVersion: "VersionTLS12",
    containerRuntimeEndpoint: `unix://${layout.containerdSocket}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: layout.controlGroup,
    failCgroupV1: false,
    // Reserving memory and CPU for the pods' group would limit it; on one shared machine the limit is the machine.
    enforceNodeAllocatable: [],
    ...(machine.mayLowerOomScore ? {} : { oomScoreAdj: 0 }),
    failSwapOn: false,
    clusterDomain: "cluster.local",
    clusterDNS: [network.dnsServiceAddress],
    resolvConf: machine.resolvConf,
    podLogsDir: layout.podLogs,
    volumePluginDir: volumePluginDirectory(layout),
    serializeImagePulls: false,
    maxPods: 250,
    // The disk is the developer's own: pods are evicted when it is really full, not when it is well used.
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "nodefs.inodesFree": "1%",
      "imagefs.available": "1%",
      "imagefs.inodesFree": "1%",
    },
    imageGCHighThresholdPercent: 99,
    imageGCLowThresholdPercent: 97,
    imageMaximumGCAge: "336h0m0s",
    nodeStatusUpdateFrequency: "5s",
    containerLogMaxSize: "10Mi",
    containerLogMaxFiles: 3,
    // One machine in development: a container that crashes is tried again within a minute, not within five.
    crashLoopBackOff: { maxContainerRestartPeriod: "60s" },
    featureGates: { KubeletCrashLoopBackOffMax: true },
  };
}

function kubeProxy({ layout, ports, network, machine }: ClusterContext): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "iptables",
    clientConnection: { kubeconfig: kubeconfigFile(layout, "proxy") },
    hostnameOverride: NODE_NAME,
    bindAddress: network.gateway,
    healthzBindAddress: `127.0.0.1:${ports.proxyHealth}`,
    metricsBindAddress: `127.0.0.1:${ports.proxyMetrics}`,
    clusterCIDR: network.podCidr,
    // Node ports answer on this machine and to its pods, never to the network the machine is in.
    nodePortAddresses: ["127.0.0.0/8", network.podCidr],
    // Settings of the whole machine, not of the cluster.
    conntrack: {
      maxPerCore: 0,
      min: 0,
      tcpEstablishedTimeout: "0s",
      tcpCloseWaitTimeout: "0s",
      udpTimeout: "0s",
      udpStreamTimeout: "0s",
    },
    // Endpoints change the rules within this time at the latest, and at once when nothing was written just before.
    iptables: { minSyncPeriod: "100ms", localhostNodePorts: true },
    ...(machine.mayLowerOomScore ? {} : { oomScoreAdj: 0 }),
  };
}

function scheduler({ layout }: ClusterContext): object {
  return {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    clientConnection: { kubeconfig: kubeconfigFile(layout, "scheduler") },
    // There is one scheduler; an election would only delay its restart by the life of the old lease.
    leaderElection: { leaderElect: false },
  };
}

/** Pods that could take over the machine are refused everywhere but in kube-system; a namespace's own labels can say more or less. */
function admission(): object {
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AdmissionConfiguration",
    plugins: [
      {
        name: "PodSecurity",
        configuration: {
          apiVersion: "pod-security.admission.config.k8s.io/v1",
          kind: "PodSecurityConfiguration",
          defaults: {
            enforce: "baseline",
            "enforce-version": "latest",
            audit: "restricted",
            "audit-version": "latest",
            warn: "restricted",
            "warn-version": "latest",
          },
          exemptions: { usernames: [], runtimeClasses: [], namespaces: ["kube-system"] },
        },
      },
    ],
  };
}

function authentication(): object {
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AuthenticationConfiguration",
    anonymous: { enabled: false },
  };
}

/** The key is made once and kept: without it no stored Secret can be read again. */
function encryption(layout: ClusterLayout): string {
  const existing = readIfPresent(configurationFile(layout, "encryption.yaml"));
  if (existing !== undefined) return existing;
  return stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [
      {
        resources: ["secrets"],
        providers: [
          { secretbox: { keys: [{ name: "key1", secret: randomBytes(32).toString("base64") }] } },
          // Lets a Secret be read that was stored before encryption was on.
          { identity: {} },
        ],
      },
    ],
  });
}

function etcd({ layout, ports }: ClusterContext): object {
  const authority = keyPairFiles(layout.pki, authorityName("etcd")).certificate;
  const tls = (name: string): object => {
    const files = keyPairFiles(layout.pki, name);
    return {
      "cert-file": files.certificate,
      "key-file": files.key,
      "client-cert-auth": true,
      "trusted-ca-file": authority,
    };
  };
  const client = `https://127.0.0.1:${ports.etcdClient}`;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  return {
    name: "platform-embedded",
    "data-dir": layout.etcdData,
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": `platform-embedded=${peer}`,
    "client-transport-security": tls("etcd-server"),
    "peer-transport-security": tls("etcd-peer"),
    "auto-compaction-mode": "periodic",
    "auto-compaction-retention": "30m",
    "quota-backend-bytes": 4 * 1024 ** 3,
    "log-level": "warn",
  };
}

function registry({ layout, ports }: ClusterContext): object {
  const file = configurationFile(layout, "registry.secret");
  const secret = readIfPresent(file) ?? randomBytes(32).toString("hex");
  writeFileAtomically(file, secret);
  return {
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: layout.registryData },
      cache: { blobdescriptor: "inmemory" },
      delete: { enabled: true },
    },
    http: { addr: `127.0.0.1:${ports.registry}`, secret },
  };
}

/**
 * dockerd builds images and runs nothing: its containers get addresses on the pods' bridge, whose packet filter rules are ours, so
 * it makes neither a bridge nor a rule itself.
 */
function dockerd({ layout, network }: ClusterContext): object {
  return {
    hosts: [`unix://${layout.dockerSocket}`],
    "data-root": layout.dockerRoot,
    "exec-root": layout.dockerExec,
    pidfile: path.join(layout.run, "dockerd.pid"),
    // Else it would make one in /etc/docker.
    "deprecated-key-path": path.join(layout.dockerRoot, "key.json"),
    containerd: layout.containerdSocket,
    "containerd-namespace": DOCKER_NAMESPACE,
    "cgroup-parent": `${layout.controlGroup}/docker`,
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    bridge: BRIDGE_NAME,
    "fixed-cidr": network.buildCidr,
    iptables: false,
    ip6tables: false,
    "ip-masq": false,
    "ip-forward": false,
    "userland-proxy": false,
    "storage-driver": "overlay2",
    "log-level": "warn",
  };
}

function cni({ layout, network }: ClusterContext): object {
  return {
    cniVersion: "1.0.0",
    name: CNI_NETWORK,
    plugins: [
      {
        type: "bridge",
        bridge: BRIDGE_NAME,
        isGateway: true,
        hairpinMode: true,
        // Masquerading is one rule for the whole network (network.ts), not a chain per pod.
        ipMasq: false,
        ipam: {
          type: "host-local",
          dataDir: path.join(layout.cniState, "addresses"),
          ranges: [
            [
              {
                subnet: network.podCidr,
                gateway: network.gateway,
                rangeStart: network.podRange.start,
                rangeEnd: network.podRange.end,
              },
            ],
          ],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      // A host port answers on loopback only.
      { type: "portmap", capabilities: { portMappings: true }, snat: true, conditionsV4: ["-d", "127.0.0.0/8"] },
      // Last: it keeps the pod from starting until the policies of its address hold.
      { type: POLICY_PLUGIN, socket: layout.policySocket },
    ],
  };
}
