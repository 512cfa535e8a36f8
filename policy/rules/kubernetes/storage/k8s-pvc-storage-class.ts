import { claiming, claimSpecs } from "../../../lib/kubernetes/claims";
import { defineRule } from "../../../lib/rule";

const CLASSES = { type: "array", items: { type: "string", minLength: 1 } } as const;

export default defineRule<{ classes: string[]; sharedClasses: string[] }>({
  id: "k8s-pvc-storage-class",
  title: "Every claim says what class its volume is of, and claims no volume of EBS for many nodes",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Kyverno restrict-storageclass", "Kyverno require-storageclass"],
  fields: ["spec.storageClassName", "spec.accessModes", "spec.volumeClaimTemplates[]", "volumes[].ephemeral"],
  why: "The default class of a cluster may be an unencrypted one, and may change. A claim that EBS cannot fulfil waits for ever.",
  fix: "Set storageClassName to a class of the stack's list, and ReadWriteMany only for one that many nodes can mount.",
  appliesTo: claiming,
  parameters: {
    classes: { ...CLASSES, description: "Names of classes of volumes of EBS.", default: [] },
    sharedClasses: { ...CLASSES, description: "Names of classes of volumes that many nodes can mount.", default: [] },
  },
  check(resource, check) {
    const { classes, sharedClasses } = check.parameters;
    const known: readonly unknown[] = [...classes, ...sharedClasses];
    check.each(claimSpecs(resource), (spec) => {
      const name = spec.at("storageClassName");
      check.expect(name, (value) => known.includes(value), known.join(" or ") || "a class of the parameter classes");
      check.each(spec.at("accessModes").items(), (mode) => {
        check.expect(
          mode,
          (value) => value !== "ReadWriteMany" || sharedClasses.includes(name.text() ?? ""),
          "ReadWriteOnce or ReadWriteOncePod for a volume of EBS",
        );
      });
    });
  },
});
