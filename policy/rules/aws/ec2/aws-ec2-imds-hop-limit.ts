import { changesInPlace, isInherited, machines } from "../../../lib/aws/instances";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ maximum: number }>({
  id: "aws-ec2-imds-hop-limit",
  title: "The metadata of a machine does not reach the containers on it",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_341"],
  fields: ["metadataOptions.httpPutResponseHopLimit", "metadataOptions.httpEndpoint"],
  why: "With more than one hop every pod can take the role of its node. Where no limit is set, the image or the account decides, often for two.",
  fix: "Set metadataOptions.httpPutResponseHopLimit to 1, and give pods that call AWS a role of their own.",
  appliesTo: machines,
  parameters: {
    maximum: {
      type: "integer",
      minimum: 1,
      maximum: 64,
      description: "The highest limit that is allowed: 2 where pods still use the role of their node.",
      default: 1,
    },
  },
  check(resource, check) {
    const options = resource.at("metadataOptions");
    if (isInherited(resource, options) || options.at("httpEndpoint").text() === "disabled") return;
    const { maximum } = check.parameters;
    check.expect(
      options.at("httpPutResponseHopLimit"),
      (value) => typeof value === "number" && value >= 1 && value <= maximum,
      maximum === 1 ? "1" : `1 to ${maximum}`,
    );
  },
  remediate(resource, remedy) {
    const options = resource.at("metadataOptions");
    if (!changesInPlace(resource) || isInherited(resource, options)) return;
    if (options.at("httpEndpoint").text() !== "disabled") remedy.setIfAbsent(options.at("httpPutResponseHopLimit"), 1);
  },
});
