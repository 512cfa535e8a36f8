import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ecr/aws-ecr-scan-on-push";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRepository } from "../../../support/ecr";

const path = "imageScanningConfiguration.scanOnPush";

describeRule(rule, {
  baselines: { "a repository that scans": [goodRepository()] },
  mutations: [
    { name: "no scan", change: set(path, false), message: "found false, wanted true" },
    { name: "the default, which is not a scan", change: remove("imageScanningConfiguration"), path },
  ],
  allowed: [
    { name: "no scan where the registry scans", change: set(path, false), parameters: { scannedByRegistry: true } },
  ],
  unknown: [{ name: "an unknown setting", change: set(path, UNKNOWN) }],
  remediated: [
    { name: "a repository that does not say", change: remove("imageScanningConfiguration"), set: { [path]: true } },
  ],
  spared: [
    {
      name: "a repository that the registry scans",
      change: remove("imageScanningConfiguration"),
      parameters: { scannedByRegistry: true },
    },
  ],
});
