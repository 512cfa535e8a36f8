import { caches, isMember, SERVERLESS_CACHE } from "../../../lib/aws/elasticache";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-elasticache-subnet-group",
  title: "Caches are in subnets that were chosen for them",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_323", "FSBP ElastiCache.7"],
  fields: ["subnetGroupName", "ServerlessCache subnetIds"],
  why: "Without a subnet group of its own a cache ends up in the default VPC, whose subnets are public.",
  fix: "Set subnetGroupName to a SubnetGroup of private subnets (subnetIds of a serverless cache).",
  appliesTo: caches,
  check(cache, check) {
    if (isMember(cache)) return;
    if (cache.type === SERVERLESS_CACHE) check.expect(cache.at("subnetIds"), isFilled, "private subnets");
    else {
      check.expect(
        cache.at("subnetGroupName"),
        (value) => isFilled(value) && value !== "default",
        "a subnet group other than default",
      );
    }
  },
});
