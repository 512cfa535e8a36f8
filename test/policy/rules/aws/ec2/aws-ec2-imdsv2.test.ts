import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ec2/aws-ec2-imdsv2";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMachines } from "../../../support/machines";

const tokens = "metadataOptions.httpTokens";
const endpoint = "metadataOptions.httpEndpoint";

describeRule(rule, {
  baselines: goodMachines(),
  mutations: [
    {
      name: "tokens that are optional",
      change: set(tokens, "optional"),
      message: 'found "optional", wanted "required"',
    },
    { name: "no options", change: remove("metadataOptions"), path: tokens },
    { name: "an instance without options", of: "an instance", change: remove("metadataOptions"), path: tokens },
    {
      name: "an instance of a template that sets others",
      of: "an instance of a template",
      change: set(tokens, "optional"),
    },
    {
      name: "a launch configuration without options",
      of: "a launch configuration",
      change: remove("metadataOptions"),
      path: tokens,
    },
    { name: "a spot request without options", of: "a spot request", change: remove("metadataOptions"), path: tokens },
    {
      name: "an endpoint that is on, without tokens",
      change: set("metadataOptions", { httpEndpoint: "enabled" }),
      path: tokens,
    },
  ],
  allowed: [
    { name: "no metadata at all", change: all(remove(tokens), set(endpoint, "disabled")) },
    { name: "tokens, whatever the endpoint will be", change: set(endpoint, UNKNOWN) },
  ],
  unknown: [
    { name: "unknown tokens", change: set(tokens, UNKNOWN) },
    { name: "an unknown endpoint without tokens", change: all(remove(tokens), set(endpoint, UNKNOWN)), path: endpoint },
  ],
  remediated: [
    { name: "a template without options", change: remove("metadataOptions"), set: { [tokens]: "required" } },
    { name: "an instance without tokens", of: "an instance", change: remove(tokens), set: { [tokens]: "required" } },
  ],
  spared: [
    { name: "a launch configuration, which would be replaced", of: "a launch configuration", change: remove(tokens) },
    { name: "a spot request, which would be replaced", of: "a spot request", change: remove(tokens) },
    { name: "what comes from a template", of: "an instance of a template", change: set("ami", "ami-1") },
    { name: "a machine without metadata", change: set("metadataOptions", { httpEndpoint: "disabled" }) },
    { name: "a machine whose endpoint is not known yet", change: set("metadataOptions", { httpEndpoint: UNKNOWN }) },
  ],
});
