import { workloads } from "../../../lib/kubernetes/kinds";
import { DEFAULT_ACCOUNT } from "../../../lib/kubernetes/service-account";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-default-service-account",
  title: "Every pod runs as a service account that it names",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-linter default-service-account", "kube-linter deprecated-service-account-field", "CIS EKS 4.1.5"],
  fields: ["serviceAccountName", "serviceAccount"],
  why: "All pods that name none share the account default, so a right that one of them needs is given to all.",
  fix: "Create a ServiceAccount for the program, set serviceAccountName of the pod to its name, and remove the old field serviceAccount.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    check.expect(
      pod.at("serviceAccountName"),
      (value) => typeof value === "string" && value !== "" && value !== DEFAULT_ACCOUNT,
      "the name of a ServiceAccount other than default",
    );
    check.expect(
      pod.at("serviceAccount"),
      (value) => value === undefined || value === "",
      "not set, since serviceAccountName took its place",
    );
  },
});
