import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

/** What container runtimes grant by themselves, without raw sockets. */
const ALLOWED: readonly unknown[] = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

export default defineRule({
  id: "k8s-pss-capabilities-baseline",
  title: "No container adds a capability that reaches beyond it",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "PSS baseline capabilities",
    "CKV_K8S_25",
    "CKV_K8S_39",
    "KSV-0005",
    "KSV-0022",
    "KSV-0119",
    "KSV-0120",
    "polaris dangerousCapabilities",
    "CIS EKS 4.2.7",
  ],
  fields: ["containers[].securityContext.capabilities.add"],
  why: "Capabilities such as SYS_ADMIN, NET_ADMIN or NET_RAW let a container change its node, or pose as others on the network.",
  fix: "Remove the capability from securityContext.capabilities.add.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(podTemplate(resource)?.containers() ?? [], ({ node }) => {
      for (const capability of node.at("securityContext", "capabilities", "add").items())
        check.expect(capability, (value) => ALLOWED.includes(value), `one of ${ALLOWED.join(", ")}`);
    });
  },
});
