import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-sysctls";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const sysctls = pod("securityContext.sysctls");
const named = (...names: string[]) =>
  set(
    sysctls,
    names.map((name) => ({ name, value: "1" })),
  );
const first = `${sysctls}[0].name`;

/** What is allowed, by the version in which it came. */
const since: Record<string, string[]> = {
  "1.25": [
    "kernel.shm_rmid_forced",
    ...["ip_local_port_range", "tcp_syncookies", "ping_group_range", "ip_unprivileged_port_start"].map(ofIp),
  ],
  "1.27": ["ip_local_reserved_ports"].map(ofIp),
  "1.29": ["tcp_keepalive_time", "tcp_fin_timeout", "tcp_keepalive_intvl", "tcp_keepalive_probes"].map(ofIp),
  "1.32": ["tcp_rmem", "tcp_wmem"].map(ofIp),
  "1.37": ["tcp_slow_start_after_idle", "tcp_notsent_lowat"].map(ofIp),
};

function ofIp(name: string): string {
  return `net.ipv4.${name}`;
}

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    {
      name: "a setting of the whole node",
      change: named("kernel.msgmax"),
      path: first,
      message: 'found "kernel.msgmax", wanted one of kernel.shm_rmid_forced, ',
    },
    {
      name: "one in a Pod",
      of: "a Pod",
      change: set("spec.securityContext.sysctls", [{ name: "vm.swappiness", value: "0" }]),
      path: "spec.securityContext.sysctls[0].name",
    },
    { name: "one in a patch", of: "a patch that leaves things out", change: named("kernel.sem"), path: first },
    { name: "a name with slashes", change: named("net/ipv4/tcp_syncookies"), path: first },
    {
      name: "one after others",
      change: named("net.ipv4.tcp_syncookies", "net.core.somaxconn"),
      path: `${sysctls}[1].name`,
    },
    { name: "one after one that is not known yet", change: named(UNKNOWN, "kernel.sem"), path: `${sysctls}[1].name` },
    { name: "one that only a later version allows", change: named("net.ipv4.tcp_notsent_lowat"), path: first },
    ...["1.27", "1.29", "1.32", "1.37"].flatMap((version) =>
      since[version]!.map((name) => ({
        name: `${name} before ${version}`,
        change: named(name),
        path: first,
        parameters: { kubernetesVersion: before(version) },
      })),
    ),
  ],
  allowed: [
    { name: "none", change: set(sysctls, []) },
    ...Object.entries(since).map(([version, names]) => ({
      name: `those of ${version}`,
      change: named(...names),
      parameters: { kubernetesVersion: version },
    })),
  ],
  unknown: [
    { name: "unknown settings", change: set(sysctls, UNKNOWN) },
    { name: "an unknown name", change: named(UNKNOWN), path: first },
  ],
});

function before(version: string): string {
  return `1.${Number(version.slice(2)) - 1}`;
}
