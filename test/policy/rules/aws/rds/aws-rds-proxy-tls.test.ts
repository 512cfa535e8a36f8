import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-proxy-tls";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const proxy = typed<aws.rds.ProxyArgs>("aws:rds/proxy:Proxy", {
  engineFamily: "POSTGRESQL",
  requireTls: true,
  roleArn: "arn:aws:iam::111122223333:role/proxy",
  vpcSubnetIds: ["subnet-1", "subnet-2"],
});

describeRule(rule, {
  baselines: { "a proxy": [proxy] },
  mutations: [
    { name: "nothing said", change: remove("requireTls"), message: "found not set, wanted true" },
    { name: "connections without TLS", change: set("requireTls", false) },
  ],
  unknown: [{ name: "a value that is not known yet", change: set("requireTls", UNKNOWN) }],
  remediated: [{ name: "a proxy", change: remove("requireTls"), set: { requireTls: true } }],
});
