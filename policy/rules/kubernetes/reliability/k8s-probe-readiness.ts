import { services } from "../../../lib/kubernetes/kinds";
import { isProbe } from "../../../lib/kubernetes/probe";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { isObject } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-probe-readiness",
  title: "Every main container of a service has a readiness probe",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_9", "kube-score pod-probes", "kube-linter no-readiness-probe"],
  fields: ["containers[].readinessProbe"],
  why: "Without it a replica gets requests before it can answer them, and an update takes a broken release for a good one.",
  fix: "Add a readinessProbe that succeeds when the container can answer requests.",
  appliesTo: services,
  check(resource, check) {
    // A part of a probe says nothing in a patch, which changes that part only.
    const accepts = resource.kind.isPatch ? isObject : isProbe;
    check.each(podTemplate(resource)?.containers("containers") ?? [], ({ node }) => {
      check.expect(node.at("readinessProbe"), accepts, "a probe with httpGet, tcpSocket, grpc or exec");
    });
  },
});
