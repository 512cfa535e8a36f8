import { bindings, subjectsOf } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

const EVERYBODY: readonly unknown[] = [
  "system:masters",
  "system:anonymous",
  "system:unauthenticated",
  "system:authenticated",
];

export default defineRule({
  id: "k8s-rbac-no-system-groups",
  title: "No binding is for everybody, or for the group that is above all rules",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["KSV-0122", "KSV-0123", "KSV-01011", "Kyverno restrict-binding-system-groups", "CIS EKS 4.1.7"],
  fields: ["subjects[].name"],
  why: "These groups have whoever reaches the API server in them, with or without a name; system:masters cannot even be restrained.",
  fix: "Name the users, groups or service accounts that need the role.",
  appliesTo: bindings,
  check(resource, check) {
    check.each(subjectsOf(resource), (subject) => {
      check.expect(subject.at("name"), (name) => !EVERYBODY.includes(name), "a subject of one's own");
    });
  },
});
