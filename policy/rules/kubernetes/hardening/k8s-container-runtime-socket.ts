import { kinds, workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { reachesSocket } from "../../../lib/runtime-socket";

const volumes = kinds("/PersistentVolume");

export default defineRule({
  id: "k8s-container-runtime-socket",
  title: "No volume reaches the socket of a container runtime",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_K8S_27", "KSV-0006", "Kyverno disallow-cri-sock-mount", "kube-linter docker-sock"],
  fields: ["volumes[].hostPath.path", "PersistentVolume spec.hostPath.path", "PersistentVolume spec.local.path"],
  why: "Who can talk to the runtime can start a privileged container on the node, past every check of the API server.",
  fix: "Remove the volume, and ask the Kubernetes API, or a node agent, for what the program needs.",
  appliesTo: (type) => workloads(type) || volumes(type),
  check(resource, check) {
    for (const place of hostPaths(resource)) {
      check.expect(
        place,
        (value) => typeof value !== "string" || !reachesSocket(value),
        "a path that neither is nor holds the socket of a container runtime",
      );
    }
  },
});

/** The places that hold a path of the node. */
function hostPaths(resource: Resource): Node[] {
  const pod = podTemplate(resource);
  return pod
    ? pod
        .at("volumes")
        .items()
        .map((volume) => volume.at("hostPath", "path"))
    : [resource.at("spec", "hostPath", "path"), resource.at("spec", "local", "path")];
}
