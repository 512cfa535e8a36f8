import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ecr/aws-ecr-immutable-tags";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRepository } from "../../../support/ecr";

const path = "imageTagMutability";
const filters = "imageTagMutabilityExclusionFilters";
const parameters = { exclusions: ["cache-*"] };

const excluding = (...strings: string[]) =>
  all(
    set(
      filters,
      strings.map((filter) => ({ filter, filterType: "WILDCARD" })),
    ),
    set(path, "IMMUTABLE_WITH_EXCLUSION"),
  );

describeRule(rule, {
  baselines: { "a repository with immutable tags": [goodRepository()] },
  mutations: [
    { name: "mutable tags", change: set(path, "MUTABLE"), message: 'found "MUTABLE", wanted "IMMUTABLE"' },
    { name: "the default, which is mutable", change: remove(path) },
    { name: "mutable tags with exclusions", change: set(path, "MUTABLE_WITH_EXCLUSION"), parameters },
    { name: "exclusions where none are configured", change: excluding("cache-*"), path },
    {
      name: "another exclusion than those that are configured",
      change: excluding("cache-*", "*"),
      path: `${filters}[1].filter`,
      parameters,
    },
    {
      name: "such an exclusion beside one that is not known yet",
      change: excluding(UNKNOWN, "*"),
      path: `${filters}[1].filter`,
      parameters,
    },
  ],
  allowed: [
    { name: "an exclusion that is configured", change: excluding("cache-*"), parameters },
    { name: "filters that do nothing", change: set(filters, [{ filter: "*", filterType: "WILDCARD" }]), parameters },
  ],
  unknown: [
    { name: "unknown mutability", change: set(path, UNKNOWN) },
    { name: "an unknown exclusion", change: excluding(UNKNOWN), path: `${filters}[0].filter`, parameters },
  ],
  remediated: [{ name: "a repository that does not say", change: remove(path), set: { [path]: "IMMUTABLE" } }],
});
