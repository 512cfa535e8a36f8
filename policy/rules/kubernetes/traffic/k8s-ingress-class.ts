import { annotation, CLASS_ANNOTATION, defaultBackends, ingresses } from "../../../lib/kubernetes/ingress";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ classes: string[] }>({
  id: "k8s-ingress-class",
  title: "Every Ingress names its class, and serves nothing but what its rules say",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Kyverno restrict-ingress-classes", "Kyverno restrict-ingress-defaultbackend"],
  fields: ["spec.ingressClassName", `metadata.annotations["${CLASS_ANNOTATION}"]`, "spec.defaultBackend"],
  why: "Without a class any controller, or none, may serve it; a default backend answers for every host and path that nobody thought of.",
  fix: "Set spec.ingressClassName to one of the parameter classes, and remove the old annotation and the default backend.",
  appliesTo: ingresses,
  parameters: {
    classes: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Classes that an Ingress may have. The rules know the settings of these two controllers.",
      default: ["alb", "nginx"],
    },
  },
  check(resource, check) {
    const { classes } = check.parameters;
    const isAllowed = (name: unknown) => typeof name === "string" && classes.includes(name);
    check.expect(resource.at("spec", "ingressClassName"), isAllowed, `one of ${classes.join(", ")}`);
    const forbidden = [annotation(resource, CLASS_ANNOTATION), ...defaultBackends(resource)];
    for (const node of forbidden) if (node.exists) check.violation({ at: node, wanted: "none" });
  },
});
