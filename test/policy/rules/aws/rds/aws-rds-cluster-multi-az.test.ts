import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-cluster-multi-az";
import { add, all, set, state, without } from "../../../support/changes";
import { goodCluster, goodMember } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const member = (name: string, availabilityZone?: string) => {
  const { properties, ...facts } = goodMember({ name, dependencies: { clusterIdentifier: ["web"] } });
  return { ...facts, properties: { ...properties, ...(availabilityZone && { availabilityZone }) } };
};
const path = "clusterIdentifier";

describeRule(rule, {
  baselines: {
    "a cluster with zones that AWS chooses": [goodCluster(), member("one"), member("two")],
    "a cluster in two zones": [goodCluster(), member("one", "eu-central-1a"), member("two", "eu-central-1b")],
  },
  mutations: [
    { name: "one instance", change: without("two"), path, message: "found 1 instances, wanted two instances or more" },
    { name: "no instance", change: all(without("one"), without("two")), path },
    { name: "instances of another cluster", change: state({ dependencies: {} }, "two"), path },
    {
      name: "one zone",
      of: "a cluster in two zones",
      change: set("availabilityZone", "eu-central-1a", "two"),
      path,
      message: "found all instances in eu-central-1a, wanted instances in different zones",
    },
  ],
  allowed: [
    {
      name: "two zones beside one that is not known yet",
      of: "a cluster in two zones",
      change: all(add(member("three", "eu-central-1c")), set("availabilityZone", UNKNOWN, "one")),
    },
    {
      name: "a class that brings three instances",
      change: all(without("two"), set("dbClusterInstanceClass", "db.m6gd.large")),
    },
    { name: "no servers of its own", change: all(without("one"), without("two"), set("engineMode", "serverless")) },
  ],
  unknown: [
    {
      name: "a zone that is not known yet",
      of: "a cluster in two zones",
      change: set("availabilityZone", UNKNOWN, "two"),
    },
  ],
});
