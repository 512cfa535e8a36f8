import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-vpc-subnet-no-public-ip";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { privateSubnet } from "../../../support/vpc";

const path = "mapPublicIpOnLaunch";
const isPublic = set(path, true);
const given = { ...privateSubnet("a"), dependencies: {} };

describeRule(rule, {
  baselines: { "a private subnet": [given] },
  mutations: [
    { name: "public addresses", change: isPublic, message: "found true, wanted false or not set" },
    { name: "public addresses behind other tags", change: all(isPublic, set("tags", { Name: "public" })), path },
    {
      name: "public addresses behind a tag that is not configured",
      change: all(isPublic, set("tags", { "kubernetes.io/role/elb": "1" })),
      path,
      parameters: { publicTags: ["tier"] },
    },
  ],
  allowed: [
    { name: "the default", change: remove(path) },
    { name: "a subnet for load balancers", change: all(isPublic, set("tags", { "kubernetes.io/role/elb": "1" })) },
    {
      name: "one of several tags that are configured",
      change: all(isPublic, set("tags", { tier: "public" })),
      parameters: { publicTags: ["kubernetes.io/role/elb", "tier"] },
    },
    {
      name: "a tag that is configured",
      change: all(isPublic, set("tags", { tier: "public" })),
      parameters: { publicTags: ["tier"] },
    },
  ],
  unknown: [
    { name: "an unknown setting", change: set(path, UNKNOWN) },
    { name: "unknown tags", change: all(isPublic, set("tags", UNKNOWN)), path: "tags" },
  ],
});
