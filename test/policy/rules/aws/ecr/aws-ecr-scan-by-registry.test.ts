import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ecr/aws-ecr-scan-by-registry";
import { add, all, remove, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRepository } from "../../../support/ecr";
import { typed } from "../../../support/typed";

const path = "imageScanningConfiguration.scanOnPush";

const registryRule = {
  scanFrequency: "CONTINUOUS_SCAN",
  repositoryFilters: [{ filter: "shop/*", filterType: "WILDCARD" }],
};

const registry = typed<aws.ecr.RegistryScanningConfigurationArgs>(
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
  {
    scanType: "ENHANCED",
    rules: [registryRule, { scanFrequency: "MANUAL", repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }] }],
  },
  { name: "registry" },
);

const filter = "rules[0].repositoryFilters[0].filter";

describeRule(rule, {
  baselines: {
    "a repository that the registry scans": [{ ...goodRepository(), properties: { name: "shop/web" } }, registry],
    "a repository that scans itself": [goodRepository()],
  },
  mutations: [
    {
      name: "no configuration of the registry",
      change: without("registry"),
      path,
      message: "found not set, wanted true, or a registry that scans it",
    },
    { name: "a repository that does not scan", of: "a repository that scans itself", change: set(path, false) },
    { name: "basic scans", change: set("scanType", "BASIC", "registry"), path },
    { name: "a rule for others", change: set(filter, "blog/*", "registry"), path },
    { name: "a rule for a part of the name that is not there", change: set(filter, "blog", "registry"), path },
    { name: "a rule for scans by hand", change: set("rules[0].scanFrequency", "MANUAL", "registry"), path },
    { name: "no rules", change: remove("rules", "registry"), path },
  ],
  allowed: [
    { name: "scans at the push", change: set("rules[0].scanFrequency", "SCAN_ON_PUSH", "registry") },
    { name: "a rule for a part of the name", change: set(filter, "web", "registry") },
    {
      name: "a rule with a filter for others, too",
      change: set("rules[0].repositoryFilters[1]", { filter: "blog/*", filterType: "WILDCARD" }, "registry"),
    },
    {
      name: "a rule for it beside one that is not known yet",
      change: all(set("rules[2]", registryRule, "registry"), set("rules[0].scanFrequency", UNKNOWN, "registry")),
    },
    {
      name: "a filter for it beside one that is not known yet",
      change: set("rules[0].repositoryFilters", [{ filter: UNKNOWN }, { filter: "shop/*" }], "registry"),
    },
    {
      name: "a registry beside one that is not known yet",
      change: all(set("scanType", UNKNOWN, "registry"), add({ ...registry, name: "second" })),
    },
    {
      name: "a repository that scans itself under basic scans",
      change: all(set(path, true), set("scanType", "BASIC", "registry")),
    },
  ],
  unknown: [
    { name: "an unknown setting", change: set(path, UNKNOWN) },
    { name: "an unknown type of scan", change: set("scanType", UNKNOWN, "registry") },
    { name: "unknown rules", change: set("rules", UNKNOWN, "registry") },
    { name: "an unknown name", change: set("name", UNKNOWN) },
  ],
});
