import { environmentOf } from "../../../lib/kubernetes/env";
import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ banned: readonly string[] }>({
  id: "k8s-banned-env",
  title: "No environment variable makes a program run other programs",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_K8S_159"],
  fields: ["containers[].env[].name"],
  why: "With GITSYNC_GIT, git-sync runs any program in place of git, with the account and the volumes of its pod.",
  fix: "Remove the variable, and put the program that is meant into the image.",
  appliesTo: workloads,
  parameters: {
    banned: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Names of environment variables that no container may set.",
      default: ["GITSYNC_GIT", "GIT_SYNC_GIT"],
    },
  },
  check(resource, check) {
    const banned = new Set<unknown>(check.parameters.banned);
    for (const variable of environmentOf(podTemplate(resource)))
      check.expect(variable.at("name"), (value) => !banned.has(value), "a variable that is not banned");
  },
});
