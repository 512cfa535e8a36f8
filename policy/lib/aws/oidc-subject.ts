/**
 * How identity providers write whom a token is for. `<name>` stands for a part that must be spelled out; what comes after the last
 * one may be left to a wildcard. A colon or slash at the end may be the end of the subject instead.
 */
const FORMS: readonly string[] = [
  // Kubernetes, EKS among it: the namespace is the owner.
  "system:serviceaccount:<name>:",
  // GitLab: a group, with its subgroups, and a project.
  "project_path:<name>/<path>:",
  // Bitbucket: the issuer names the workspace, the subject the repository, and the brace ends its name.
  "{<uuid>}",
  // HCP Terraform, where names of workspaces are unique in an organization.
  "organization:<name>:project:<name>:",
  "organization:<name>:project:<any>:workspace:<name>:",
  // Buildkite.
  "organization:<name>:pipeline:<name>:",
  // CircleCI.
  "org/<name>/project/<name>/",
  // Azure DevOps.
  "sc://<name>/<name>/",
  // Pulumi Cloud: deployments and environments.
  "pulumi:deploy:org:<name>:project:<name>:",
  "pulumi:environments:org:<name>:env:<name>:",
  // Vercel.
  "owner:<name>:project:<name>:",
];

/** What subjects of GitHub are made of. Which claims they hold, and in which order, whoever owns a repository decides for it. */
const CLAIMS = [
  ...["actor", "actor_id", "base_ref", "check_run_id", "context", "enterprise", "enterprise_id", "environment"],
  ...["environment_node_id", "event_name", "head_ref", "job_workflow_ref", "job_workflow_sha", "ref", "ref_protected"],
  ...["ref_type", "repo", "repository", "repository_id", "repository_owner", "repository_owner_id"],
  ...["repository_visibility", "run_attempt", "run_id", "run_number", "runner_environment", "sha", "workflow"],
  ...["workflow_ref", "workflow_sha"],
];

const PARTS: Readonly<Record<string, string>> = {
  name: "[^:/*?${}]+",
  path: "[^:*?${}]*[^:/*?${}]",
  uuid: "[0-9A-Fa-f-]{36}",
  any: "[^:]*",
};

const SCOPED: readonly RegExp[] = [
  ...FORMS.map(expression),
  // GitHub: owner and repository by their names, with their ids behind an @, or the repository's id, which no other one ever gets.
  new RegExp(
    `^(pull_request:|(${CLAIMS.join("|")}):[^:*?$]*:)*((repo|repository):${PARTS.name}/${PARTS.name}|repository_id:\\d+)(:|$)`,
  ),
];

/** How subjects begin whose form is known, so that one which does not fulfil it names too little. */
const KNOWN: readonly RegExp[] = [
  ...FORMS.map((form) => new RegExp(`^${escaped(form.replace(/<.*$/s, ""))}`)),
  new RegExp(`^((${CLAIMS.join("|")}):|pull_request(:|$))`),
];

/** Issuers all of whose subjects have a known form, GitHub's and those of its servers. */
const GITHUB = /^(token\.actions\.githubusercontent\.com(\/|$)|[^/]+\/_services\/token$)/;

/**
 * Whether a subject, or a pattern of subjects, belongs to one owner and one repository, project or namespace of that owner.
 *
 * @param subject a value of a condition on the claim `sub`. Variables of policies count as wildcards.
 * @param issuer the provider, as the condition's key names it.
 */
export function isScopedSubject(subject: string, issuer: string): boolean {
  if (SCOPED.some((form) => form.test(subject))) return true;
  // Who is meant by a subject of an unknown form is not known either, but it is one.
  return (
    subject !== "" && !/[*?]|\$\{/.test(subject) && !GITHUB.test(issuer) && !KNOWN.some((form) => form.test(subject))
  );
}

/** Claims besides the subject that belong to one repository or project, and what their values must be like. */
const OTHERS: Readonly<Record<string, RegExp>> = {
  repository: new RegExp(`^${PARTS.name}/${PARTS.name}$`),
  repository_id: /^\d+$/,
  "oidc.circleci.com/project-id": new RegExp(`^${PARTS.uuid}$`),
};

/**
 * Whether a value of another claim belongs to one repository or project.
 *
 * @param claim its name, in small letters.
 */
export function isScopedClaim(claim: string, value: string): boolean {
  return Object.hasOwn(OTHERS, claim) && OTHERS[claim]!.test(value);
}

function expression(form: string): RegExp {
  const [, start = "", end = ""] = /^(.*?)([:/]?)$/.exec(form) ?? [];
  const literal = start.split(/<(\w+)>/).map((part, index) => (index % 2 === 0 ? escaped(part) : PARTS[part]!));
  return new RegExp(`^${literal.join("")}(${end}|$)`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
