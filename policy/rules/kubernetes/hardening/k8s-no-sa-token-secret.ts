import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-sa-token-secret",
  title: "No Secret holds a token of a service account",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Kyverno deny-secret-service-account-token-type"],
  fields: ["Secret type"],
  why: "Such a token never ends, and everybody who may read Secrets has it.",
  fix: "Remove the Secret, and use a token with an end: a projected volume in the pod, or kubectl create token.",
  appliesTo: kinds("/Secret"),
  check(resource, check) {
    check.expect(
      resource.at("type"),
      (value) => value !== "kubernetes.io/service-account-token",
      "any type but kubernetes.io/service-account-token",
    );
  },
});
