import { environmentOf } from "../../../lib/kubernetes/env";
import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-secrets-not-in-env",
  title: "Containers get secrets as files, not in their environment",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_K8S_35", "kube-linter read-secret-from-env-var", "CIS EKS 4.4.1"],
  fields: ["containers[].env[].valueFrom.secretKeyRef", "containers[].envFrom[].secretRef"],
  why: "The environment goes to every child process, into crash reports and many logs, and does not change when the Secret does.",
  fix: "Mount the Secret as a volume, and let the program read the file.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    const sources = (pod?.containers() ?? []).flatMap(({ node }) => node.at("envFrom").items());
    const references = [
      ...environmentOf(pod).map((variable) => variable.at("valueFrom", "secretKeyRef")),
      ...sources.map((source) => source.at("secretRef")),
    ];
    for (const reference of references) check.expect(reference, (value) => value === undefined, "a mounted Secret");
  },
});
