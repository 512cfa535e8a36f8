import { names } from "../../../lib/exemptions";
import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate, type PodTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule, type Check } from "../../../lib/rule";

/** A path of the node that some workload may see. */
interface Grant {
  readonly workload: string;
  readonly path: string;
  /** True unless given. */
  readonly readOnly?: boolean;
}

interface Parameters {
  readonly allow: readonly Grant[];
}

export default defineRule<Parameters>({
  id: "k8s-pss-host-path",
  title: "No pod mounts a path of its node, except node agents those that they are granted",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "PSS baseline hostPathVolumes",
    "KSV-0023",
    "KSV-0121",
    "kube-linter sensitive-host-mounts",
    "kube-linter writable-host-mount",
    "polaris hostPathSet",
    "CIS K8s 5.2.12",
  ],
  fields: ["volumes[].hostPath", "containers[].volumeMounts[].readOnly"],
  why: "Files of the node hold the credentials of the kubelet and of every pod on it, and who can write them owns the node.",
  fix: "Use a volume of the cluster instead: emptyDir, configMap, secret or persistentVolumeClaim.",
  appliesTo: workloads,
  parameters: {
    allow: {
      type: "array",
      description:
        "Paths that node agents may mount: the workload's URN or name (* for any run of characters), the path, exactly, and readOnly: false if it may write there.",
      items: {
        type: "object",
        required: ["workload", "path"],
        additionalProperties: false,
        properties: {
          workload: { type: "string", minLength: 1 },
          path: { type: "string", pattern: "^/" },
          readOnly: { type: "boolean" },
        },
      },
      default: [],
    },
  },
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    const grants = check.parameters.allow.filter((one) => names({ resource: one.workload }, resource));
    check.each(pod.at("volumes").items(), (volume) => {
      const hostPath = volume.at("hostPath");
      if (hostPath.read() === undefined) return;
      // What nothing is granted to needs no look at its path.
      const path = grants.length > 0 ? hostPath.at("path").text() : undefined;
      const granted = grants.filter((one) => one.path === path);
      if (granted.length === 0) check.violation({ at: hostPath, wanted: wantedOf(grants) });
      else if (granted.every((one) => one.readOnly !== false)) expectReadOnly(pod, volume, check);
    });
  },
});

function wantedOf(grants: readonly Grant[]): string {
  return grants.length === 0 ? "no hostPath" : `no hostPath but ${grants.map((one) => one.path).join(", ")}`;
}

function expectReadOnly(pod: PodTemplate, volume: Node, check: Check<Parameters>): void {
  const name = volume.at("name").text();
  check.each(pod.containers(), ({ node }) => {
    check.each(node.at("volumeMounts").items(), (mount) => {
      if (mount.at("name").text() !== name) return;
      const fix = "Set readOnly: true where the path is mounted.";
      check.expect(mount.at("readOnly"), (value) => value === true, "true, as the path is granted", fix);
    });
  });
}
