import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/route53/aws-route53domains-lock";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

describeRule(rule, {
  baselines: {
    "a domain that was registered before": [
      typed<aws.route53domains.RegisteredDomainArgs>("aws:route53domains/registeredDomain:RegisteredDomain", {
        domainName: "example.org",
        transferLock: true,
      }),
    ],
    "a domain that the stack registers": [
      { type: "aws:route53domains/domain:Domain", properties: { domainName: "example.org" } },
    ],
  },
  mutations: [
    { name: "an open lock", change: set("transferLock", false) },
    {
      name: "an open lock of a new domain",
      of: "a domain that the stack registers",
      change: set("transferLock", false),
    },
  ],
  unknown: [{ name: "an unknown lock", change: set("transferLock", UNKNOWN) }],
});
