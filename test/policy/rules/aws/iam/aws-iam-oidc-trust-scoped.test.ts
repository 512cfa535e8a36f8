import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-oidc-trust-scoped";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";
const condition = "assumeRolePolicy.Statement[0].Condition";
const clause = (operator: string, claim: string) => `${condition}.${operator}["${issuer}:${claim}"]`;
const aud = clause("StringEquals", "aud");
const sub = clause("StringEquals", "sub");
const like = (subject: unknown) => all(remove(sub), set(clause("StringLike", "sub"), subject));
const found = { path: condition };
/** The whole trust of GitHub's provider, with some conditions. */
const github = (Condition: unknown, ...others: object[]) =>
  trust("token.actions.githubusercontent.com", Condition, ...others);
const trust = (provider: string, Condition: unknown, ...others: object[]) =>
  set("assumeRolePolicy.Statement", [
    {
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${provider}` },
      Condition,
    },
    ...others,
  ]);
const ofGithub = (claims: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(claims).map(([key, value]) => [`token.actions.githubusercontent.com:${key}`, value]),
  );
const audience = ofGithub({ aud: "sts.amazonaws.com" });
/** A Deny of all but some subjects. */
const denial = (relation: string, subject: unknown) => ({
  Effect: "Deny",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: "*",
  Condition: { [relation]: ofGithub({ sub: subject }) },
});
const only = denial("StringNotLike", "repo:shop/web:*");

/** Subjects that a repository or project of anybody may have, or every one of an owner. */
const OPEN = [
  ...[
    "workflow:deploy*",
    "environment:production",
    "environment:prod*",
    "ref:refs/heads/main",
    "actor:*",
    "head_ref:main*",
  ],
  ...["pull_request", "context:*", "sha:0123", "job_workflow_ref:shop/ci/.github/workflows/deploy.yml@refs/heads/main"],
  ...[
    "repo:shop",
    "repo:shop/*",
    "repo:shop/web*",
    "repo:shop/*:ref:refs/heads/main",
    "repo:*/web:*",
    "repo:s?op/web:*",
  ],
  ...[
    "repo:shop/",
    "repo:/web:*",
    "repo:*@123/web@456:*",
    "repo:shop@*/web@456:*",
    "repo:shop@123/web@*:*",
    "repo:shop@123/*",
  ],
  ...[
    "repository:shop/*",
    "repository_owner:shop:*",
    "repository_owner_id:123:*",
    "repository_id:4*",
    "repository_id:*",
  ],
  ...["environment:*:repository_id:456", "environment:repo:shop/web:*", "repo:${aws:PrincipalTag/owner}/web:*"],
  ...[
    "project_path:shop/*:ref_type:branch:ref:main",
    "project_path:shop*",
    "project_path:*/web:*",
    "project_path:shop:*",
  ],
  ...["{*}:*", "{01234567-89ab-cdef-0123-456789abcdef*", "{01234567*}:*"],
  ...["organization:shop:*", "organization:shop:project:*:workspace:*:run_phase:*", "organization:*:project:web:*"],
  ...["organization:shop:project:*:workspace:web*", "organization:shop:pipeline:*", "org/*/project/web/user/*"],
  ...["org/shop/project/*", "org/shop/*", "sc://shop/*", "sc://*/web/deploy", "sc://shop/web*"],
  ...["pulumi:deploy:org:shop:project:*", "pulumi:deploy:*", "pulumi:environments:org:shop:env:*", "owner:shop:*"],
  ...["1234*", "auth0|*", "?", "${sub}", "system:serviceaccount::web*"],
];

/** What GitHub's subjects may consist of besides the repository. */
const CLAIMS = [
  ...["actor", "actor_id", "base_ref", "check_run_id", "context", "enterprise", "enterprise_id", "environment"],
  ...["environment_node_id", "event_name", "head_ref", "job_workflow_ref", "job_workflow_sha", "ref", "ref_protected"],
  ...["ref_type", "repo", "repository", "repository_id", "repository_owner", "repository_owner_id"],
  ...["repository_visibility", "run_attempt", "run_id", "run_number", "runner_environment", "sha", "workflow"],
  ...["workflow_ref", "workflow_sha"],
];

/** Subjects without a wildcard that name an owner at most. */
const SHORT = [
  ...CLAIMS.map((claim) => `${claim}:shop`),
  ...["project_path:shop", "{shop}", "organization:shop", "org/shop", "sc://shop", "owner:shop"],
  ...["pulumi:deploy:org:shop", "pulumi:environments:org:shop", "system:serviceaccount:"],
];

/** Subjects of one owner's one repository, project or namespace. */
const SCOPED = [
  ...[
    "repo:shop/web",
    "repo:shop/web:*",
    "repo:shop/web:ref:refs/heads/*",
    "repo:shop/web.site_1-x:environment:production",
  ],
  ...["repo:shop@123/web@456:*", "repo:shop@123/web@456:ref:refs/heads/main", "repository:shop/web:*"],
  ...[
    "repository_owner_id:123:repository_id:456",
    "repository_owner_id:123:repository_id:456:*",
    "repository_id:456:*",
  ],
  ...["environment:production:repo:shop/web:*", "pull_request:repo:shop/web", "ref:refs/heads/main:repository_id:456"],
  ...["project_path:shop/web:*", "project_path:shop/team/web:ref_type:branch:ref:*", "project_path:shop/web"],
  ...["{01234567-89ab-cdef-0123-456789abcdef}:*", "{01234567-89ab-cdef-0123-456789abcdef}*"],
  ...["organization:shop:project:web:*", "organization:shop:project:*:workspace:web:run_phase:*"],
  ...["organization:shop:pipeline:web:*", "org/shop/project/web/user/*", "sc://shop/web/*", "sc://shop/web/deploy"],
  ...["pulumi:deploy:org:shop:project:web:*", "pulumi:environments:org:shop:env:web:*", "owner:shop:project:web:*"],
  ...[
    "system:serviceaccount:shop:*",
    "116372957439502937465",
    "/eid1/c/pub/t/abc/a/def/sc/ghi/jkl",
    "auth0|5f7c8ec7c33c6c004bbafe82",
  ],
];

const role = typed<aws.iam.RoleArgs>("aws:iam/role:Role", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
        Condition: {
          StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "system:serviceaccount:shop:web" },
        },
      },
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
    ],
  },
});

describeRule(rule, {
  baselines: {
    "a role of a service account": [role],
    "the same as text": [
      { ...role, properties: { assumeRolePolicy: JSON.stringify(role.properties.assumeRolePolicy) } },
    ],
  },
  mutations: [
    {
      name: "no audience",
      change: remove(aud),
      ...found,
      message: "found no such condition, wanted StringEquals on :aud",
    },
    { name: "any audience", change: all(remove(aud), set(clause("StringLike", "aud"), "*")), ...found },
    {
      name: "audiences of which one is a pattern",
      change: all(remove(aud), set(clause("StringLike", "aud"), ["sts.amazonaws.com", "*"])),
      ...found,
    },
    { name: "an empty list of subjects", change: set(sub, []), ...found, message: "found no such condition" },
    { name: "no subject", change: remove(sub), ...found, message: "wanted StringEquals on :sub" },
    { name: "no condition", change: remove(condition), ...found },
    { name: "any subject", change: like("*"), ...found, message: 'found "*", wanted StringEquals on :sub' },
    { name: "any service account", change: like("system:serviceaccount:*"), ...found },
    { name: "any namespace", change: like("system:serviceaccount:*:web"), ...found },
    { name: "a pattern that reaches any service account", change: like("system:*"), ...found },
    {
      name: "one good subject beside a bad one",
      change: like(["system:serviceaccount:shop:web", "system:*"]),
      ...found,
    },
    { name: "any organization", change: like("repo:*"), ...found },
    { name: "organizations by pattern", change: like("repo:shop*/web:*"), ...found },
    ...[...OPEN, ...SHORT].map((subject) => ({ name: `the subject ${subject}`, change: like(subject), ...found })),
    {
      name: "a subject of an unknown form that is GitHub's",
      change: github({ StringEquals: { ...audience, ...ofGithub({ sub: "shop" }) } }),
      ...found,
    },
    {
      name: "a subject of an unknown form that is a GitHub server's",
      change: trust("github.example.com/_services/token", {
        StringEquals: {
          "github.example.com/_services/token:aud": "sts.amazonaws.com",
          "github.example.com/_services/token:sub": "shop",
        },
      }),
      ...found,
    },
    ...Object.entries({
      repository: "shop/*",
      repository_id: "4*",
      repository_owner: "shop",
      job_workflow_ref: "shop/ci/.github/workflows/deploy.yml@refs/heads/main",
      environment: "production",
    }).map(([claim, value]) => ({
      name: `the claim ${claim} alone, as ${value}`,
      change: github({ StringEquals: audience, StringLike: ofGithub({ [claim]: value }) }),
      ...found,
    })),
    {
      name: "guests of a pool of users",
      change: trust("cognito-identity.amazonaws.com", {
        StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-central-1:web" },
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "unauthenticated" },
      }),
      ...found,
    },
    {
      name: "the claim amr of a provider that is not a pool of users",
      change: github({ StringEquals: { ...audience, ...ofGithub({ amr: "authenticated" }) } }),
      ...found,
    },
    ...["ForAllValues:StringEquals", "ForAllValues:StringLike", "StringLikeIfExists", "StringNotLike", "Null"].map(
      (operator) => ({
        name: `a subject with the operator ${operator}`,
        change: github({ StringEquals: audience, [operator]: ofGithub({ sub: "repo:shop/web:*" }) }),
        ...found,
      }),
    ),
    {
      name: "an audience that may be missing",
      change: github({
        StringEqualsIfExists: audience,
        StringEquals: ofGithub({ sub: "repo:shop/web:ref:refs/heads/main" }),
      }),
      ...found,
      message: "found no such condition, wanted StringEquals on :aud",
    },
    {
      name: "audience and subject in statements of their own",
      change: github(
        { StringEquals: audience },
        {
          Effect: "Allow",
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          Condition: { StringLike: ofGithub({ sub: "repo:shop/web:*" }) },
        },
      ),
      ...found,
    },
    ...Object.entries({
      "of too many subjects": denial("StringNotLike", "repo:shop/*"),
      "of tokens that have the right subject": denial("StringLike", "repo:shop/web:*"),
      "of nobody without a subject": denial("ForAnyValue:StringNotLike", "repo:shop/web:*"),
      "of another action": { ...only, Action: "sts:TagSession" },
      "of other principals": { ...only, Principal: { AWS: "111122223333" } },
      "of another provider": { ...only, Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/other" } },
      "of what fulfils two conditions": {
        ...only,
        Condition: { ...only.Condition, Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
      "that is an Allow": { ...only, Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:role/web" } },
    }).map(([name, statement]) => ({
      name: `no subject beside a Deny ${name}`,
      change: github({ StringEquals: audience }, statement),
      ...found,
    })),
    {
      name: "no subject of one of two providers",
      change: all(
        github({ StringEquals: audience }, { ...only, Principal: { Federated: "first" } }),
        set("assumeRolePolicy.Statement[0].Principal.Federated", ["first", "second"]),
      ),
      ...found,
    },
    { name: "an empty audience", change: set(aud, ""), ...found },
    { name: "an empty subject", change: set(sub, ""), ...found },
    {
      name: "an operator that is turned around",
      change: all(remove(sub), set(clause("StringNotEquals", "sub"), "system:serviceaccount:shop:web")),
      ...found,
    },
    {
      name: "an operator that lets tokens through which lack the claim",
      change: all(remove(sub), set(clause("StringEqualsIfExists", "sub"), "system:serviceaccount:shop:web")),
      ...found,
    },
    {
      name: "any subject of a provider of AWS's own",
      change: all(remove(sub), set("assumeRolePolicy.Statement[0].Principal.Federated", "accounts.google.com")),
      ...found,
    },
    {
      name: "no subject where a service is trusted, too",
      change: all(remove(sub), set("assumeRolePolicy.Statement[0].Principal.Service", "ec2.amazonaws.com")),
      ...found,
    },
    {
      name: "no subject beside a statement that is not known yet",
      change: all(remove(sub), set("assumeRolePolicy.Statement[1]", UNKNOWN)),
      ...found,
    },
  ],
  allowed: [
    { name: "all service accounts of a namespace", change: like("system:serviceaccount:shop:*") },
    { name: "all branches of a repository", change: like("repo:shop/web:*") },
    {
      name: "a pattern beside a subject that is spelled out",
      change: set(clause("StringLike", "sub"), "system:*"),
    },
    {
      name: "a pattern beside an audience that is spelled out",
      change: set(clause("StringLike", "aud"), "sts.*"),
    },
    ...SCOPED.map((subject) => ({ name: `the subject ${subject}`, change: like(subject) })),
    { name: "a number of Google's for an account", change: set(sub, "116372957439502937465") },
    ...["StringEquals", "StringEqualsIgnoreCase", "ForAnyValue:StringLike", "stringlike"].map((operator) => ({
      name: `a subject with the operator ${operator}`,
      change: github({
        StringEquals: audience,
        ...{
          [operator]: { ...(operator === "StringEquals" ? audience : {}), ...ofGithub({ sub: "repo:shop/web:*" }) },
        },
      }),
    })),
    ...["ForAllValues:StringLike", "StringLikeIfExists"].map((operator) => ({
      name: `a subject with the operator ${operator} where it must not be missing`,
      change: github({
        StringEquals: audience,
        [operator]: ofGithub({ sub: "repo:shop/web:*" }),
        Null: ofGithub({ sub: "false" }),
      }),
    })),
    ...Object.entries({ repository: "shop/web", repository_id: "456" }).map(([claim, value]) => ({
      name: `the claim ${claim} beside any subject`,
      change: github({
        StringEquals: { ...audience, ...ofGithub({ [claim]: value }) },
        StringLike: ofGithub({ sub: "repo:*" }),
      }),
    })),
    {
      name: "a project of CircleCI by a claim of its own",
      change: trust("oidc.circleci.com/org/01234567-89ab-cdef-0123-456789abcdef", {
        StringEquals: {
          "oidc.circleci.com/org/01234567-89ab-cdef-0123-456789abcdef:aud": "01234567-89ab-cdef-0123-456789abcdef",
          "oidc.circleci.com/org/01234567-89ab-cdef-0123-456789abcdef:oidc.circleci.com/project-id":
            "76543210-89ab-cdef-0123-456789abcdef",
        },
      }),
    },
    {
      name: "a pool whose users have signed in",
      change: trust("cognito-identity.amazonaws.com", {
        StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-central-1:web" },
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
      }),
    },
    { name: "a Deny of all other subjects", change: github({ StringEquals: audience }, only) },
    {
      name: "a Deny of all other subjects of the provider, and of those without any",
      change: github(
        { StringEquals: audience },
        {
          ...denial("StringNotEqualsIfExists", "repo:shop/web:environment:production"),
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
        },
      ),
    },
    {
      name: "a Deny of all other subjects of several providers",
      change: all(
        github({ StringEquals: audience }, { ...only, Principal: { Federated: ["first", "second"] } }),
        set("assumeRolePolicy.Statement[0].Principal.Federated", ["second", "first"]),
      ),
    },
    {
      name: "tags of a session, which let nobody in",
      change: all(remove(condition), set("assumeRolePolicy.Statement[0].Action", "sts:TagSession")),
    },
    {
      name: "a SAML provider, which has no subject",
      change: all(
        remove(condition),
        set("assumeRolePolicy.Statement[0].Principal.Federated", "arn:aws:iam::111122223333:saml-provider/office"),
      ),
    },
    { name: "a Deny", change: all(remove(sub), set("assumeRolePolicy.Statement[0].Effect", "Deny")) },
  ],
  unknown: [
    { name: "trust that is not known yet", change: set("assumeRolePolicy", UNKNOWN) },
    { name: "a subject that is not known yet", change: set(sub, UNKNOWN) },
  ],
});
