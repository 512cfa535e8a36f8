import { CALLERS } from "../../../lib/aws/callers";
import { isPublic, statements } from "../../../lib/aws/iam";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-ecr-policy-not-public",
  title: "No policy of a repository lets every account in",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_32", "AWS-0032", "CIS EKS 5.1.2"],
  fields: ["policy"],
  why: 'Principal "*" is everybody who has an AWS account: they read the images, or replace them.',
  fix: "Name the accounts or roles as Principal, or add a condition on aws:PrincipalOrgID or aws:PrincipalAccount.",
  appliesTo: types("aws:ecr/repositoryPolicy:RepositoryPolicy"),
  check(resource, check) {
    check.each(statements(resource.at("policy")), (statement) => {
      if (!statement.allows || !isPublic(statement) || statement.demands(...CALLERS)) return;
      check.violation({
        at: statement.node,
        found: "everybody as Principal",
        wanted: "named principals, or a condition on their account or organisation",
      });
    });
  },
});
