import type * as aws from "@pulumi/aws";
import { expect } from "chai";
import { settingsOf } from "../../../../../policy/lib/parameters";
import { editsOf } from "../../../../../policy/lib/remedy";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-pab-all-true";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const block = typed<aws.s3.BucketPublicAccessBlockArgs>("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
  bucket: "web",
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});
const account = typed<aws.s3.AccountPublicAccessBlockArgs>("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});
const accessPoint = typed<aws.s3.AccessPointArgs>("aws:s3/accessPoint:AccessPoint", {
  bucket: "web",
  publicAccessBlockConfiguration: { blockPublicAcls: true },
});

describe("the remedy of aws-s3-pab-all-true", () => {
  it("leaves access points alone, which block what they do not say", () => {
    const { type, properties } = accessPoint;
    const facts = { urn: "point", type, name: "point", properties, options: { protect: false, ignoreChanges: [] } };
    expect(editsOf(rule, facts, { settings: settingsOf(rule, {}), now: new Date(0) })).to.deep.equal([]);
  });
});

describeRule(rule, {
  baselines: { "a block": [block], "a block of the account": [account], "an access point": [accessPoint] },
  mutations: [
    { name: "public ACLs", change: set("blockPublicAcls", false), message: "found false, wanted true" },
    { name: "public policies", change: set("blockPublicPolicy", false) },
    { name: "old public ACLs", change: set("ignorePublicAcls", false) },
    { name: "old public policies", change: set("restrictPublicBuckets", false) },
    { name: "a flag that is not set", change: remove("ignorePublicAcls"), message: "found not set" },
    {
      name: "a flag beside one that is not known yet",
      change: all(set("blockPublicPolicy", false), set("blockPublicAcls", UNKNOWN)),
    },
    { name: "an account that is open", of: "a block of the account", change: remove("blockPublicPolicy") },
    {
      name: "an access point that is open",
      of: "an access point",
      change: set("publicAccessBlockConfiguration.restrictPublicBuckets", false),
      message: "wanted true or not set",
    },
  ],
  allowed: [
    {
      name: "an access point that says nothing, as it blocks everything then",
      of: "an access point",
      change: remove("publicAccessBlockConfiguration"),
    },
    { name: "true as a string", change: set("blockPublicAcls", "true") },
  ],
  unknown: [{ name: "a flag that is not known yet", change: set("blockPublicAcls", UNKNOWN) }],
  remediated: [
    {
      name: "a block without flags",
      change: all(
        remove("blockPublicAcls"),
        remove("blockPublicPolicy"),
        remove("ignorePublicAcls"),
        remove("restrictPublicBuckets"),
      ),
      set: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    },
    {
      name: "an account's block without a flag",
      of: "a block of the account",
      change: remove("blockPublicAcls"),
      set: { blockPublicAcls: true },
    },
  ],
});
