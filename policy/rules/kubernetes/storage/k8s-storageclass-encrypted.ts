import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

/** Drivers of EBS; the one inside Kubernetes itself makes volumes of an older type unless it is told. */
const CSI = "ebs.csi.aws.com";
const DRIVERS: readonly unknown[] = [CSI, "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"];

export default defineRule<{ deletable: string[] }>({
  id: "k8s-storageclass-encrypted",
  title: "Volumes of EBS are encrypted, of type gp3, can grow, follow their pods, and outlive their claims",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_3", "EC2.3", "Own"],
  fields: [
    "provisioner",
    "parameters.encrypted",
    "parameters.type",
    "allowVolumeExpansion",
    "volumeBindingMode",
    "reclaimPolicy",
  ],
  why: "A class decides for every volume made by it, and for good: parameters can never be changed.",
  fix: 'Make a class with parameters.encrypted "true", type gp3, allowVolumeExpansion true, volumeBindingMode WaitForFirstConsumer and reclaimPolicy Retain.',
  appliesTo: kinds("storage.k8s.io/StorageClass"),
  parameters: {
    deletable: {
      type: "array",
      items: { type: "string" },
      description: "Names of classes whose volumes are deleted with their claims; * stands for all.",
      default: [],
    },
  },
  check(resource, check) {
    const provisioner = resource.at("provisioner").text();
    if (!DRIVERS.includes(provisioner)) return;
    const parameters = resource.at("parameters");
    check.expect(parameters.at("encrypted"), (value) => value === "true", '"true"');
    check.expect(
      parameters.at("type"),
      (value) => value === "gp3" || (value === undefined && provisioner === CSI),
      "gp3",
    );
    check.expect(resource.at("allowVolumeExpansion"), (value) => value === true, "true");
    check.expect(
      resource.at("volumeBindingMode"),
      (value) => value === "WaitForFirstConsumer",
      "WaitForFirstConsumer, so that a volume is made in the zone of its pod",
    );
    check.expect(
      resource.at("reclaimPolicy"),
      (value) => value === "Retain" || isDeletable(resource.at("metadata", "name").text(), check.parameters.deletable),
      "Retain",
    );
  },
});

function isDeletable(name: string | undefined, deletable: readonly string[]): boolean {
  return deletable.includes("*") || (name !== undefined && deletable.includes(name));
}
