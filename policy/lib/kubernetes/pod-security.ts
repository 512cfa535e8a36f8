import type { Node } from "../node";
import type { Check, ParameterSchema } from "../rule";
import type { PodTemplate } from "./workload";

/** The parameter of rules that differ between versions of the Pod Security Standards. */
export interface Versioned {
  readonly kubernetesVersion: string;
}

/** The schema of that parameter. All that the standards changed before 1.25 holds in every version that it takes. */
export const KUBERNETES_VERSION = {
  type: "string",
  pattern: "^1[.](2[5-9]|[3-9][0-9])$",
  description: "Version of the Pod Security Standards to judge by: that of the cluster.",
  default: "1.35",
} as const satisfies ParameterSchema;

/** What is allowed, each with the minor version of Kubernetes in which it came. */
type Table = readonly (readonly [since: number, names: readonly string[]])[];

const SYSCTLS: Table = [
  [
    0,
    [
      "kernel.shm_rmid_forced",
      "net.ipv4.ip_local_port_range",
      "net.ipv4.tcp_syncookies",
      "net.ipv4.ping_group_range",
      "net.ipv4.ip_unprivileged_port_start",
    ],
  ],
  [27, ["net.ipv4.ip_local_reserved_ports"]],
  [
    29,
    [
      "net.ipv4.tcp_keepalive_time",
      "net.ipv4.tcp_fin_timeout",
      "net.ipv4.tcp_keepalive_intvl",
      "net.ipv4.tcp_keepalive_probes",
    ],
  ],
  [32, ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]],
  [37, ["net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"]],
];

const SELINUX_TYPES: Table = [
  [0, ["", "container_t", "container_init_t", "container_kvm_t"]],
  [31, ["container_engine_t"]],
];

/** Sysctls that stay within the pod. */
export const sysctlsOf = (version: string): readonly string[] => allowed(SYSCTLS, version);

/** Types of SELinux that confine a container. */
export const seLinuxTypesOf = (version: string): readonly string[] => allowed(SELINUX_TYPES, version);

/** Kinds of profile, of seccomp and of AppArmor, that confine a container. */
export const PROFILES = ["RuntimeDefault", "Localhost"] as const;

/** Whether the standards of a version look at the hosts of probes and lifecycle handlers. */
export const judgesProbeHosts = (version: string): boolean => !(minorOf(version) < 34);

/** Whether users of the pod are others on the node, so that root in the pod is nobody there, and the version honours it. */
export function isInUserNamespace(pod: PodTemplate, version: string): boolean {
  return minorOf(version) >= 35 && pod.at("hostUsers").read() === false;
}

/** Whether the pod says that it is one of Windows, which has no such thing as capabilities, seccomp or setuid. */
export const isWindows = (pod: PodTemplate): boolean => pod.at("os", "name").read() === "windows";

/** The security contexts of the pod and of all its containers. */
export function securityContexts(pod: PodTemplate): Node[] {
  return [pod, ...pod.containers().map(({ node }) => node)].map((one) => one.at("securityContext"));
}

/** Accepts what is false, or not set. */
export const isOff = (value: unknown): boolean => value === undefined || value === false;

/** Accepts what is empty, or not set. */
export const isBlank = (value: unknown): boolean => value === undefined || value === "";

/** Accepts what is one of these, or not set. */
export function isUnsetOr(...values: readonly unknown[]): (value: unknown) => boolean {
  return (value) => value === undefined || values.includes(value);
}

/**
 * Demands a setting of every container, be it its own or the pod's; what the pod says must be right even where no container
 * inherits it.
 *
 * @param keys below `securityContext`, such as `runAsNonRoot`.
 */
export function expectInEffect(
  check: Pick<Check<unknown>, "expect" | "each">,
  pod: PodTemplate,
  keys: readonly string[],
  ok: (value: unknown) => boolean,
  wanted: string,
): void {
  const ofPod = pod.at("securityContext", ...keys);
  check.expect(ofPod, (value) => value === undefined || ok(value), wanted);
  check.each(pod.containers(), ({ node }) => {
    const own = node.at("securityContext", ...keys);
    // What is inherited was judged above, once for all.
    if (own.exists || !ofPod.exists) check.expect(own, ok, `${wanted}, here or for the pod`);
  });
}

function allowed(table: Table, version: string): readonly string[] {
  return table.flatMap(([since, names]) => (minorOf(version) >= since ? names : []));
}

/** The minor version; no number for what is not a version, which then allows nothing. */
function minorOf(version: string): number {
  return Number(/^1[.](\d+)$/.exec(version)?.[1]);
}
