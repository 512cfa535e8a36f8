import { clusters, databases, clusterInstances } from "../../../lib/aws/rds";
import { isOn } from "../../../lib/aws/values";
import { asNumber } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

/** The seconds that RDS takes for an interval; 0 is none. */
const INTERVALS: readonly number[] = [1, 5, 10, 15, 30, 60];

export default defineRule({
  id: "aws-rds-monitoring",
  title: "Databases are monitored from inside",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_118", "CKV_AWS_353", "FSBP RDS.6", "AWS-0133"],
  fields: ["monitoringInterval", "performanceInsightsEnabled"],
  why: "Only the server itself tells which process and which query take memory and time when the database is slow.",
  fix: "Set monitoringInterval to 60 with a monitoringRoleArn, and performanceInsightsEnabled to true.",
  appliesTo: (type) => databases(type) || clusterInstances(type),
  check(resource, check) {
    // Clusters are monitored at their instances, but for those that have a class and make their instances themselves.
    if (clusters(resource.type) && !resource.at("dbClusterInstanceClass").exists) return;
    const isInterval = (value: unknown) => INTERVALS.includes(asNumber(value) ?? 0);
    check.expect(resource.at("monitoringInterval"), isInterval, `one of ${INTERVALS.join(", ")}`);
    check.expect(resource.at("performanceInsightsEnabled"), isOn, "true");
  },
});
