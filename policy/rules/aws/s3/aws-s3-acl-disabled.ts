import { acls, buckets, ownershipControls } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-s3-acl-disabled",
  title: "Buckets have no ACLs",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_65", "FSBP S3.12"],
  fields: ["BucketOwnershipControls rule.objectOwnership", "BucketAcl", "acl", "grants"],
  why: "ACLs are a second way to give access, object by object, that nobody sees in a policy. S3 has them off by default.",
  fix: "Remove the ACL, and set rule.objectOwnership of the BucketOwnershipControls to BucketOwnerEnforced.",
  appliesTo: (type) => acls(type) || buckets(type) || ownershipControls(type),
  check(resource, check) {
    if (ownershipControls(resource.type)) {
      const ownership = resource.at("rule", "objectOwnership");
      check.expect(ownership, (value) => value === "BucketOwnerEnforced", "BucketOwnerEnforced");
    } else if (acls(resource.type)) {
      check.violation({ at: "acl", found: `a ${resource.kind.name}`, wanted: "none" });
    } else {
      // A private ACL at creation changes nothing, and old programs state it.
      check.expect(resource.at("acl"), (value) => value === undefined || value === "private", "not set");
      check.expect(resource.at("grants"), isEmpty, "not set");
    }
  },
});

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
