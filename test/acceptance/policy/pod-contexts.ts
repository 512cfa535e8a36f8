import fc from "fast-check";
import { seldom } from "./seldom";

type Context = fc.Arbitrary<unknown>;

const CONFINING = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
].concat(["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]);
const REACHING = ["NET_RAW", "SYS_ADMIN", "CAP_SYS_ADMIN", "NET_ADMIN", "ALL", "BPF", "chown", "CAP_CHOWN"];

const LOCAL = { type: "Localhost", localhostProfile: "web" };
const DEFAULT = { type: "RuntimeDefault" };
const UNCONFINED = { type: "Unconfined" };

const SYSCTLS = [
  "net.ipv4.ping_group_range",
  "kernel.shm_rmid_forced",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_wmem",
].concat(
  ["net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.ip_unprivileged_port_start"],
  ["net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_fin_timeout"],
  ["net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"],
);
const OTHER_SYSCTLS = ["kernel.msgmax", "net.core.somaxconn", "net/ipv4/tcp_syncookies", "vm.swappiness"].concat([
  "net.ipv4.tcp_slow_start_after_idle",
  "net.ipv4.tcp_notsent_lowat",
  "net.ipv4.conf.eth0/1.forwarding",
]);

/** The security context of a pod. */
export function podContext(odds: number, os: "linux" | "windows"): Context {
  if (os === "windows") return windowsContext(odds);
  return fc.oneof(
    {
      weight: odds,
      arbitrary: fc.record({
        runAsNonRoot: seldom<unknown>(odds, [true], [undefined, null, false]),
        runAsUser: user(odds),
        seccompProfile: seldom<unknown>(odds, [DEFAULT, LOCAL], [undefined, null, UNCONFINED]),
        appArmorProfile: profile(odds),
        seLinuxOptions: seLinux(odds),
        sysctls: fc.uniqueArray(seldom(odds, SYSCTLS, OTHER_SYSCTLS), { maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(undefined, null, {}) },
  );
}

/** The security context of a container. */
export function linuxContext(odds: number): Context {
  return fc.oneof(
    {
      weight: odds,
      arbitrary: fc.record({
        privileged: seldom<unknown>(odds, [undefined, false], [true, null]),
        allowPrivilegeEscalation: seldom<unknown>(odds, [false], [undefined, null, true]),
        runAsNonRoot: seldom<unknown>(odds, [undefined, true], [false, null]),
        runAsUser: user(odds),
        seccompProfile: seldom<unknown>(odds, [undefined, DEFAULT, LOCAL], [null, UNCONFINED]),
        appArmorProfile: profile(odds),
        seLinuxOptions: seLinux(odds),
        procMount: seldom<unknown>(Math.min(odds, 12), [undefined, "Default"], [null, "Unmasked"]),
        capabilities: capabilities(odds),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(undefined, null, {}) },
  );
}

/** The security context of a pod or container of Windows, which has little of it. */
export function windowsContext(odds: number): Context {
  return fc.record({ runAsNonRoot: seldom<unknown>(odds, [true], [undefined, null, false]) });
}

function user(odds: number): fc.Arbitrary<unknown> {
  return seldom<unknown>(odds, [undefined, 1, 10001], [0, null]);
}

function profile(odds: number): fc.Arbitrary<unknown> {
  return seldom<unknown>(odds, [undefined, DEFAULT, LOCAL], [UNCONFINED, null]);
}

function seLinux(odds: number): fc.Arbitrary<unknown> {
  const types = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
  const options = fc.record({
    type: seldom<unknown>(odds, [undefined, "", ...types], ["spc_t", "container_T", null]),
    user: seldom<unknown>(odds, [undefined, ""], ["system_u", null]),
    role: seldom<unknown>(odds, [undefined, ""], ["system_r", null]),
    level: fc.constantFrom(undefined, "s0:c1,c2"),
  });
  return fc.oneof(fc.constantFrom(undefined, null), options);
}

function capabilities(odds: number): fc.Arbitrary<unknown> {
  const added = seldom(odds, ["NET_BIND_SERVICE"], [...CONFINING, ...REACHING]);
  const confining = fc.constantFrom(...CONFINING);
  return fc.oneof(
    {
      weight: odds,
      arbitrary: fc.record({
        add: fc.oneof(fc.constantFrom(undefined, null), fc.uniqueArray(added, { maxLength: 2 })),
        drop: seldom<unknown>(odds, [["ALL"], ["NET_RAW", "ALL"]], [undefined, null, [], ["all"], ["NET_RAW"]]),
      }),
    },
    { weight: 1, arbitrary: fc.record({ add: fc.uniqueArray(confining), drop: fc.constant(["ALL"]) }) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, null, {}) },
  );
}
