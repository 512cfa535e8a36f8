import { clusterInstances, clusters, isServerless } from "../../../lib/aws/rds";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-cluster-multi-az",
  title: "Database clusters have instances in two zones",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["FSBP RDS.15", "CIS AWS v5 2.2.4", "CIS AWS v6 3.2.4"],
  fields: ["ClusterInstance clusterIdentifier", "ClusterInstance availabilityZone"],
  why: "A cluster whose only instance fails is down until a new one is made; with a second one it fails over in a minute.",
  fix: "Add a second ClusterInstance of the cluster, and leave the choice of zones to AWS or name different ones.",
  appliesTo: clusters,
  checkStack(stack, check) {
    check.each(stack.where(clusters), (cluster) => {
      // A cluster of a class of its own makes three instances by itself.
      if (cluster.at("dbClusterInstanceClass").exists) return;
      if (isServerless(cluster)) return;
      const members = stack.joined(cluster, clusterInstances, "clusterIdentifier");
      if (members.length < 2) {
        check.violation(cluster, {
          at: "clusterIdentifier",
          found: `${members.length} instances`,
          wanted: "two instances or more",
        });
        return;
      }
      const places = members.map((one) => one.at("availabilityZone"));
      // Two that differ are enough, wherever others will be.
      if (new Set(places.flatMap(({ value, isUnknown }) => (isUnknown ? [] : [value]))).size > 1) return;
      const zones = new Set(places.map((place) => place.text()));
      if (zones.size === 1 && !zones.has(undefined)) {
        check.violation(cluster, {
          at: "clusterIdentifier",
          found: `all instances in ${[...zones].join()}`,
          wanted: "instances in different zones",
        });
      }
    });
  },
});
