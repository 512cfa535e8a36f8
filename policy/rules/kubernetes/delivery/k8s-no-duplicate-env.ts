import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-duplicate-env",
  title: "No container has two environment variables of the same name",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["kube-score environment-variable-key-duplication", "kube-linter duplicate-env-var"],
  fields: ["containers[].env[].name"],
  why: "The last one wins silently, and a later update may merge the two into either.",
  fix: "Remove all but one of the variables.",
  appliesTo: workloads,
  check(resource, check) {
    for (const { node } of podTemplate(resource)?.containers() ?? []) {
      const first = new Map<string, string>();
      check.each(node.at("env").items(), (variable) => {
        const name = variable.at("name").text();
        if (name === undefined) return;
        const other = first.get(name);
        if (other === undefined) {
          first.set(name, variable.path);
          return;
        }
        check.violation({ at: variable.at("name"), wanted: `a name that ${other} does not have already` });
      });
    }
  },
});
