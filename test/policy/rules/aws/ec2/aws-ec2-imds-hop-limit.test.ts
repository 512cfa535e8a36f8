import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ec2/aws-ec2-imds-hop-limit";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMachines } from "../../../support/machines";

const limit = "metadataOptions.httpPutResponseHopLimit";
const endpoint = "metadataOptions.httpEndpoint";

describeRule(rule, {
  baselines: goodMachines(),
  mutations: [
    { name: "two hops", change: set(limit, 2), message: "found 2, wanted 1. Fix" },
    { name: "a limit that leaves it to the image", change: set(limit, -1) },
    { name: "no limit", change: remove("metadataOptions"), path: limit },
    { name: "an instance without a limit", of: "an instance", change: remove("metadataOptions"), path: limit },
    { name: "an instance of a template that sets another", of: "an instance of a template", change: set(limit, 2) },
    { name: "more hops than configured", change: set(limit, 3), parameters: { maximum: 2 }, message: "wanted 1 to 2" },
  ],
  allowed: [
    { name: "two hops where that is configured", change: set(limit, 2), parameters: { maximum: 2 } },
    { name: "no metadata at all", change: all(set(limit, 2), set(endpoint, "disabled")) },
  ],
  unknown: [
    { name: "an unknown limit", change: set(limit, UNKNOWN) },
    { name: "an unknown endpoint", change: all(set(limit, 2), set(endpoint, UNKNOWN)), path: endpoint },
  ],
  remediated: [
    { name: "a template without options", change: remove("metadataOptions"), set: { [limit]: 1 } },
    { name: "an instance without a limit", of: "an instance", change: remove(limit), set: { [limit]: 1 } },
  ],
  spared: [
    { name: "a launch configuration, which would be replaced", of: "a launch configuration", change: remove(limit) },
    { name: "a spot request, which would be replaced", of: "a spot request", change: remove(limit) },
    { name: "what comes from a template", of: "an instance of a template", change: set("ami", "ami-1") },
    { name: "a machine without metadata", change: set("metadataOptions", { httpEndpoint: "disabled" }) },
    { name: "a machine whose endpoint is not known yet", change: set("metadataOptions", { httpEndpoint: UNKNOWN }) },
  ],
});
