import { changesInPlace, isInherited, machines } from "../../../lib/aws/instances";
import { someHolds } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-ec2-imdsv2",
  title: "The metadata of a machine is only given out for a session token",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "CKV_AWS_79",
    "FSBP EC2.8",
    "FSBP EC2.170",
    "FSBP AutoScaling.3",
    "AWS-0130",
    "AWS-0028",
    "CIS AWS 5.7/6.7",
  ],
  fields: ["metadataOptions.httpTokens", "metadataOptions.httpEndpoint"],
  why: "Without tokens, whoever gets a program on the machine to fetch a URL of their choice reads the credentials of its role.",
  fix: 'Set metadataOptions.httpTokens to "required".',
  appliesTo: machines,
  check(resource, check) {
    const options = resource.at("metadataOptions");
    const tokens = options.at("httpTokens");
    const endpoint = options.at("httpEndpoint");
    if (isInherited(resource, options)) return;
    if (someHolds([tokens], (value) => value === "required")) return;
    if (endpoint.text() === "disabled") return;
    check.violation({ at: tokens, wanted: '"required", or metadataOptions.httpEndpoint "disabled"' });
  },
  remediate(resource, remedy) {
    const options = resource.at("metadataOptions");
    if (!changesInPlace(resource) || isInherited(resource, options)) return;
    if (options.at("httpEndpoint").text() !== "disabled") remedy.setIfAbsent(options.at("httpTokens"), "required");
  },
});
