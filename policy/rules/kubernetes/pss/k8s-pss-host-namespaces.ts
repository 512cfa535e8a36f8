import { workloads } from "../../../lib/kubernetes/kinds";
import { isOff } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const NAMESPACES = ["hostNetwork", "hostPID", "hostIPC"];

export default defineRule({
  id: "k8s-pss-host-namespaces",
  title: "No pod shares the network, processes or shared memory of its node",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "PSS baseline hostNamespaces",
    "CKV_K8S_17",
    "CKV_K8S_18",
    "CKV_K8S_19",
    "KSV-0008",
    "KSV-0009",
    "KSV-0010",
    "CIS EKS 4.2.2",
    "CIS EKS 4.2.3",
    "CIS EKS 4.2.4",
  ],
  fields: NAMESPACES,
  why: "Such a pod sees the traffic, the processes or the memory of everything else on the node, and no network policy holds it.",
  fix: "Remove the field; use a Service to be reached, and give node agents a namespace and an exemption of their own.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    for (const name of NAMESPACES) check.expect(pod.at(name), isOff, "false or not set");
  },
});
