import { kinds } from "../../../lib/kubernetes/kinds";
import { named } from "../../../lib/kubernetes/named";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const deployments = kinds("apps/Deployment");
const claims = kinds("/PersistentVolumeClaim");
const SINGLE: readonly unknown[] = ["ReadWriteOnce", "ReadWriteOncePod"];

export default defineRule({
  id: "k8s-recreate-single-writer",
  title: "A Deployment that stops its pods before new ones start has a volume that only one node can mount",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score deployment-strategy", "kube-linter no-rolling-update-strategy"],
  fields: ["spec.strategy.type", "volumes[].persistentVolumeClaim.claimName", "PersistentVolumeClaim spec.accessModes"],
  why: "Recreate is an outage at every release. Only a volume that two nodes cannot mount at once makes it necessary.",
  fix: "Use the strategy RollingUpdate, or claims with the access mode ReadWriteOnce.",
  appliesTo: deployments,
  checkStack(stack, check) {
    check.each(stack.where(deployments), (deployment) => {
      const type = deployment.at("spec", "strategy", "type");
      if (deployment.kind.isPatch || type.text() !== "Recreate") return;
      const names = podTemplate(deployment)!
        .at("volumes")
        .items()
        .flatMap((volume) => volume.at("persistentVolumeClaim", "claimName").text() ?? []);
      const found = names.map((name) => named(stack, claims, namespaceOf(stack, deployment), name)[0]);
      // A claim that is made elsewhere may be one that only one node can mount.
      const judged = found.flatMap((claim) => claim ?? []);
      if (judged.length === 0 || judged.length < found.length) return;
      const modes = judged.flatMap((claim) => claim.at("spec", "accessModes").strings());
      if (!modes.some((mode) => SINGLE.includes(mode))) {
        check.violation(deployment, {
          at: type,
          found: `Recreate, and claims with the access modes ${modes.join(", ") || "none"}`,
          wanted: "RollingUpdate where every node can mount the volumes",
        });
      }
    });
  },
});
