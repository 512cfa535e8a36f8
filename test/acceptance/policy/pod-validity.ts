import { isObject } from "../../../policy/lib/node";
import type { GeneratedPod } from "./pod-specs";

type Fields = Record<string, unknown>;

/** Fields chosen each by itself, which together may contradict each other. */
export interface Draft {
  os: string | undefined;
  hostUsers: unknown;
  hostNetwork: unknown;
  hostPID: unknown;
  hostIPC: unknown;
  securityContext: unknown;
  hostProcess: string;
  annotations: [container: number, profile: string][];
  volumes: object[];
  containers: Fields[];
  initContainers: Fields[];
}

/** Makes a pod of fields: gives names, and takes away what the API server refuses for reasons other than Pod Security. */
export function settle(draft: Draft): GeneratedPod {
  const pod = structuredClone(draft);
  const { containers, initContainers } = pod;
  const all = [...containers, ...initContainers];
  all.forEach((one, index) => (one.name = `c${index}`));
  setHostProcess(pod, all);
  if (pod.os === "windows") pod.hostUsers = pod.hostPID = pod.hostIPC = undefined;
  if ([pod.hostNetwork, pod.hostPID, pod.hostIPC].includes(true) && pod.hostUsers === false) pod.hostUsers = undefined;
  for (const one of all) settleContext(context(one), pod.hostUsers);
  for (const one of initContainers) if (one.restartPolicy === undefined) withoutHandlers(one);
  for (const one of containers) delete one.restartPolicy;
  settlePorts(all, pod.hostNetwork === true);
  settleSysctls(context(pod as unknown as Fields), pod);
  const annotations = settleAnnotations(pod, all);
  return {
    annotations,
    spec: {
      os: pod.os && { name: pod.os },
      hostUsers: pod.hostUsers,
      hostNetwork: pod.hostNetwork,
      hostPID: pod.hostPID,
      hostIPC: pod.hostIPC,
      securityContext: pod.securityContext,
      volumes: pod.volumes.map((one, index) => ({ name: `v${index}`, ...one })),
      initContainers,
      containers,
    },
  };
}

/** The security context if there is one; what is done to another one is lost. */
function context(of: Fields): Fields {
  return isObject(of.securityContext) ? of.securityContext : {};
}

/** Either all containers are processes of the node or none, and only in its network; and only where they may be of Windows. */
function setHostProcess(pod: Draft, all: Fields[]): void {
  const hasOne = ["the pod", "containers", "all"].includes(pod.hostProcess);
  if (pod.os === "linux") return;
  const set = (of: { securityContext?: unknown }, hostProcess: unknown) => {
    of.securityContext = { ...(isObject(of.securityContext) && of.securityContext), windowsOptions: { hostProcess } };
  };
  if (hasOne) pod.hostNetwork = true;
  if (["the pod", "all", "not the pod"].includes(pod.hostProcess)) set(pod, hasOne);
  if (["containers", "all", "no container"].includes(pod.hostProcess)) for (const one of all) set(one, hasOne);
}

function settleContext(own: Fields, hostUsers: unknown): void {
  if (own.procMount === "Unmasked" && hostUsers !== false) own.procMount = "Default";
  const { add } = isObject(own.capabilities) ? own.capabilities : {};
  const administers = Array.isArray(add) && add.includes("CAP_SYS_ADMIN");
  if (own.allowPrivilegeEscalation === false && (own.privileged === true || administers))
    delete own.allowPrivilegeEscalation;
}

/** Only containers that stay have probes and handlers. */
function withoutHandlers(container: Fields): void {
  for (const key of ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"]) delete container[key];
}

/** No two containers have the same port; and in the node's network a port is the node's, which the API server fills in. */
function settlePorts(all: Fields[], hostNetwork: boolean): void {
  let next = 8000;
  for (const one of all) {
    for (const port of one.ports as Fields[]) {
      port.containerPort = next++;
      if (hostNetwork) port.hostPort = port.containerPort;
      else if (port.hostPort === 9000) port.hostPort = Number(port.containerPort) + 1000;
    }
  }
}

/** A pod has no settings of its own for what it shares with the node. */
function settleSysctls(own: Fields, pod: Draft): void {
  const names = Array.isArray(own.sysctls) ? (own.sysctls as string[]) : [];
  const isShared = (name: string) =>
    (pod.hostNetwork === true && name.startsWith("net")) || (pod.hostIPC === true && name.startsWith("kernel"));
  if (Array.isArray(own.sysctls))
    own.sysctls = names.filter((name) => !isShared(name)).map((name) => ({ name, value: "1" }));
}

/** Annotations name containers there are, and say nothing else than the fields do. */
function settleAnnotations(pod: Draft, all: Fields[]): Record<string, string> | undefined {
  const profiles = pod.annotations.filter(([index]) => index < all.length);
  if (profiles.length === 0) return undefined;
  for (const of of [pod as unknown as Fields, ...all]) delete context(of).appArmorProfile;
  return Object.fromEntries(
    profiles.map(([index, profile]) => [`container.apparmor.security.beta.kubernetes.io/c${index}`, profile]),
  );
}
