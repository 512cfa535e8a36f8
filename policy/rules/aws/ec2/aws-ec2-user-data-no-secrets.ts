import { machines } from "../../../lib/aws/instances";
import { defineRule } from "../../../lib/rule";
import { isSecretValue } from "../../../lib/secrets";

export default defineRule({
  id: "aws-ec2-user-data-no-secrets",
  title: "No secret is in the user data of a machine",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_46", "AWS-0029", "AWS-0129"],
  fields: ["userData", "userDataBase64"],
  why: "User data is readable for every program on the machine and for everybody who may describe it.",
  fix: "Let the machine fetch the secret when it starts, with its role, from Secrets Manager or Parameter Store; replace the secret, which is known now.",
  appliesTo: machines,
  check(resource, check) {
    check.each(["userData", "userDataBase64"], (property) => {
      const node = resource.at(property);
      const data = node.text() ?? "";
      // Templates take base64, instances take both.
      if ([data, Buffer.from(data, "base64").toString()].some(isSecretValue))
        check.violation({ at: node, found: "a value that looks like a secret", wanted: "no secret" });
    });
  },
});
