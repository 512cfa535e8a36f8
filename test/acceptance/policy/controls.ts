import type { Rule } from "../../../policy/lib/rule";
import { rulesOf } from "../../../policy/lib/rules";

/** The two profiles of the Pod Security Standards; what baseline demands, restricted demands too. */
export type Level = "baseline" | "restricted";

/** Our rules, one for each control. */
export const rules = rulesOf("kubernetes").filter(({ id }) => id.startsWith("k8s-pss-"));

/** The server's words for the control of each rule. A control of restricted takes the place of its weaker one in baseline. */
export const CONTROLS: Record<string, Record<Level, string>> = {
  "k8s-pss-allow-privilege-escalation": both("allowPrivilegeEscalation != false"),
  "k8s-pss-apparmor": both("forbidden AppArmor profile"),
  "k8s-pss-capabilities-baseline": { baseline: "non-default capabilities", restricted: "unrestricted capabilities" },
  "k8s-pss-capabilities-drop-all": both("unrestricted capabilities"),
  "k8s-pss-host-namespaces": both("host namespaces"),
  "k8s-pss-host-path": { baseline: "hostPath volumes", restricted: "restricted volume types" },
  "k8s-pss-host-ports": both("hostPort"),
  "k8s-pss-host-probes": both("probe or lifecycle host"),
  "k8s-pss-privileged": both("privileged"),
  "k8s-pss-proc-mount": both("procMount"),
  "k8s-pss-run-as-non-root": both("runAsNonRoot != true"),
  "k8s-pss-run-as-user-nonzero": both("runAsUser=0"),
  "k8s-pss-seccomp-baseline": both("seccompProfile"),
  "k8s-pss-seccomp-restricted": both("seccompProfile"),
  "k8s-pss-selinux": both("seLinuxOptions"),
  "k8s-pss-sysctls": both("forbidden sysctls"),
  "k8s-pss-volume-types": both("restricted volume types"),
  "k8s-pss-windows-host-process": both("hostProcess"),
};

/** The rules that a level demands, as their references say. */
export function rulesOfLevel(level: Level): Rule[] {
  return rules.filter(
    ({ references }) => level === "restricted" || references.some((one) => /^PSS baseline/.test(one)),
  );
}

function both(control: string): Record<Level, string> {
  return { baseline: control, restricted: control };
}

/** The controls in a string such as `hostPort (container "web" uses hostPort 80), privileged (...)`, sorted. */
export function controlsIn(text: string): string[] {
  const names = [...text.matchAll(/(?:^|\), )([^()]+?) \(/g)].map(([, name = ""]) => name);
  return names.map((name) => name.replace(/profiles$/, "profile")).sort();
}
