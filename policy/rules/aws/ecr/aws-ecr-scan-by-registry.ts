import { any } from "../../../lib/any";
import { repositories } from "../../../lib/aws/ecr";
import { covers } from "../../../lib/aws/iam";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const registries = types("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration");

export default defineRule({
  id: "aws-ecr-scan-by-registry",
  title: "A repository that does not scan itself is scanned by its registry",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_163", "FSBP ECR.1", "AWS-0030", "CIS EKS 5.1.1"],
  fields: [
    "imageScanningConfiguration.scanOnPush",
    "RegistryScanningConfiguration scanType",
    "RegistryScanningConfiguration rules[]",
  ],
  why: "Enhanced scanning replaces the scan of each repository, but only of those that one of its rules matches.",
  fix: "Set imageScanningConfiguration.scanOnPush to true, or add a rule for the repository to a RegistryScanningConfiguration with scanType ENHANCED.",
  appliesTo: repositories,
  checkStack(stack, check) {
    check.each(stack.where(repositories), (repository) => {
      const itself = repository.at("imageScanningConfiguration", "scanOnPush");
      if (itself.isTrue()) return;
      const name = repository.at("name");
      if (any(stack.where(registries), (registry) => scans(registry, name))) return;
      check.violation(repository, { at: itself, wanted: "true, or a registry that scans it" });
    });
  },
});

function scans(registry: Resource, name: Node): boolean {
  if (registry.at("scanType").text() !== "ENHANCED") return false;
  const rules = registry.at("rules");
  rules.read();
  return any(rules.items(), (rule) => {
    if (!["SCAN_ON_PUSH", "CONTINUOUS_SCAN"].includes(rule.at("scanFrequency").text() ?? "")) return false;
    const filters = rule.at("repositoryFilters").items();
    return any(filters, (filter) => matches(filter.at("filter").text() ?? "", name.text() ?? ""));
  });
}

/** Without a wild card a filter matches every name that contains it. */
function matches(filter: string, name: string): boolean {
  return filter.includes("*") ? covers(filter, name) : filter !== "" && name.includes(filter);
}
