import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ec2/aws-ec2-user-data-no-secrets";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMachines } from "../../../support/machines";

const base64 = (text: string) => Buffer.from(text).toString("base64");

// Put together here, so that no scanner takes the test for a leak.
const accessKey = `export AWS_ACCESS_KEY_ID=${"AKIA"}IOSFODNN7EXAMPLE`;
const temporaryKey = `key: ${"ASIA"}IOSFODNN7EXAMPLE`;
const privateKey = `cat > key <<END\n-----BEGIN RSA ${"PRIVATE"} KEY-----\nMIIE\nEND`;

describeRule(rule, {
  baselines: goodMachines(),
  mutations: [
    {
      name: "an access key in a template",
      change: set("userData", base64(accessKey)),
      message: "found a value that looks like a secret",
    },
    { name: "a temporary key in an instance", of: "an instance", change: set("userData", temporaryKey) },
    {
      name: "a private key in an instance, encoded",
      of: "an instance",
      change: set("userDataBase64", base64(privateKey)),
    },
    {
      name: "a private key in a launch configuration",
      of: "a launch configuration",
      change: set("userData", privateKey),
    },
    { name: "an access key in a spot request", of: "a spot request", change: set("userData", accessKey) },
    {
      name: "a key beside data that is not known yet",
      of: "an instance",
      change: all(set("userDataBase64", base64(accessKey)), set("userData", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "the name of a secret",
      of: "an instance",
      change: set("userData", "aws secretsmanager get-secret-value --secret-id shop"),
    },
  ],
  unknown: [{ name: "unknown data", change: set("userData", UNKNOWN) }],
});
