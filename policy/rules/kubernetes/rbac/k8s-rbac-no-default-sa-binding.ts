import { bindings, subjectsOf } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-no-default-sa-binding",
  title: "No binding is for the default service account of a namespace",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_K8S_42", "CIS EKS 4.1.5"],
  fields: ["subjects[].kind", "subjects[].name"],
  why: "Every pod that names no account runs as this one, and would have what is meant for one of them.",
  fix: "Give the workload a service account of its own, and bind that.",
  appliesTo: bindings,
  check(resource, check) {
    check.each(subjectsOf(resource), (subject) => {
      const name = subject.at("name");
      // A user of this form is the same account by its full name.
      const isDefault =
        subject.at("kind").text() === "ServiceAccount"
          ? name.text() === "default"
          : /^system:serviceaccount:[^:]*:default$/.test(name.text() ?? "");
      if (isDefault) check.violation({ at: name, wanted: "a service account of one's own" });
    });
  },
});
