import { acls, buckets } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

const PUBLIC: readonly unknown[] = ["public-read", "public-read-write", "authenticated-read", "website"];

export default defineRule({
  id: "aws-s3-no-public-acl",
  title: "No ACL of a bucket lets everybody in",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_20", "CKV_AWS_57", "CKV2_AWS_43", "FSBP S3.2", "FSBP S3.3", "AWS-0092"],
  fields: ["acl", "grants[].uri", "accessControlPolicy.grants[].grantee.uri"],
  why: "Such an ACL gives the bucket to the whole internet, or to everybody who has any AWS account.",
  fix: "Remove the ACL, and let those in who need it with a bucket policy that names them.",
  appliesTo: (type) => acls(type) || buckets(type),
  check(resource, check) {
    check.expect(resource.at("acl"), (value) => !PUBLIC.includes(value), "private or not set");
    const grantees = [
      ...resource.at("grants").items(),
      ...resource
        .at("accessControlPolicy", "grants")
        .items()
        .map((grant) => grant.at("grantee")),
    ];
    check.each(grantees, (grantee) => {
      check.expect(grantee.at("uri"), (value) => !isEverybody(value), "neither AllUsers nor AuthenticatedUsers");
    });
  },
});

function isEverybody(uri: unknown): boolean {
  return typeof uri === "string" && /\/(AllUsers|AuthenticatedUsers)$/.test(uri);
}
