import { workloads } from "../../../lib/kubernetes/kinds";
import { isBlank, judgesProbeHosts, KUBERNETES_VERSION, type Versioned } from "../../../lib/kubernetes/pod-security";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const HANDLERS = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

export default defineRule<Versioned>({
  id: "k8s-pss-host-probes",
  title: "Probes and lifecycle handlers ask only the pod itself",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["PSS baseline hostProbesAndHostLifecycle"],
  fields: HANDLERS.flatMap((keys) =>
    ["httpGet", "tcpSocket"].map((action) => `containers[].${keys.join(".")}.${action}.host`),
  ),
  why: "The kubelet calls that host from the node's own network, so it can be made to reach what the pod itself may not.",
  fix: "Remove host; the pod's own address is the default.",
  appliesTo: workloads,
  parameters: { kubernetesVersion: KUBERNETES_VERSION },
  check(resource, check) {
    if (!judgesProbeHosts(check.parameters.kubernetesVersion)) return;
    check.each(podTemplate(resource)?.containers() ?? [], ({ node }) => {
      for (const keys of HANDLERS) {
        for (const action of ["httpGet", "tcpSocket"])
          check.expect(node.at(...keys, action, "host"), isBlank, "empty or not set");
      }
    });
  },
});
