import { isSecretName } from "../../../../formats/secret-names";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-ssm-securestring",
  title: "Parameters that hold secrets are encrypted with a key of our own",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_34", "CKV_AWS_337"],
  fields: ["name", "type", "keyId"],
  why: "A plain parameter shows its value to everybody who may list parameters, and one under the service's key to all who may read them.",
  fix: "Set type to SecureString and keyId to the ARN of a KMS key.",
  appliesTo: types("aws:ssm/parameter:Parameter"),
  check(parameter, check) {
    // A parameter without a name of its own is called after its resource.
    const isSecret = () => isSecretName(parameter.at("name").text() ?? parameter.name);
    const type = parameter.at("type");
    if (type.text() !== "SecureString") {
      if (isSecret()) check.violation({ at: type, wanted: "SecureString for a name like this" });
      return;
    }
    check.expect(
      parameter.at("keyId"),
      (value) => isFilled(value) && value !== "alias/aws/ssm",
      "a KMS key other than the service's",
    );
  },
});
