import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

const DEFAULT_DEADLINE = 600;

export default defineRule({
  id: "k8s-progress-deadline",
  title: "A Deployment says after what time a release that does not get on has failed",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["spec.progressDeadlineSeconds", "spec.minReadySeconds"],
  why: "Pulumi and everybody who waits for the release hang until the deadline; one within minReadySeconds fails every release.",
  fix: "Set spec.progressDeadlineSeconds to the time a release may take, above spec.minReadySeconds.",
  appliesTo: kinds("apps/Deployment"),
  check(resource, check) {
    const ready = resource.at("spec", "minReadySeconds");
    check.expect(
      resource.at("spec", "progressDeadlineSeconds"),
      (value) => typeof value === "number" && value > (ready.number() ?? 0),
      "a number of seconds above spec.minReadySeconds",
    );
  },
  remediate(resource, remedy) {
    if (!resource.at("spec").exists) return;
    const ready = resource.at("spec", "minReadySeconds").number() ?? 0;
    remedy.setIfAbsent(resource.at("spec", "progressDeadlineSeconds"), DEFAULT_DEADLINE + Math.max(ready, 0));
  },
});
