import { clusterInstances, clusters, databases } from "../../../lib/aws/rds";
import { defineRule } from "../../../lib/rule";

const CURRENT: readonly unknown[] = ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"];

export default defineRule({
  id: "aws-rds-ca-current",
  title: "Certificates of databases come from a current authority",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_211"],
  fields: ["caCertIdentifier", "caCertificateIdentifier"],
  why: "Certificates of an authority that has expired are refused by every client that checks them.",
  fix: "Remove the identifier, so that RDS takes its own default, or set it to rds-ca-rsa2048-g1.",
  appliesTo: (type) => databases(type) || clusterInstances(type),
  check(resource, check) {
    const name = clusters(resource.type) ? "caCertificateIdentifier" : "caCertIdentifier";
    check.expect(
      resource.at(name),
      (value) => value === undefined || CURRENT.includes(value),
      `${CURRENT.join(", ")} or not set`,
    );
  },
});
