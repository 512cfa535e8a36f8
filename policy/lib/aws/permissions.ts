import type { Node } from "../node";
import type { Resource } from "../resource";
import type { Check } from "../rule";
import { types, type Applies } from "../stack";
import { statements, type Statement } from "./iam";

export const roles = types("aws:iam/role:Role");

const policies = types(
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
);

/** The kinds that hold documents which say what somebody may do: policies, and roles with policies of their own. */
export const permissionHolders: Applies = (type) => policies(type) || roles(type);

/** The places of documents that say what somebody may do. */
function documents(resource: Resource): Node[] {
  if (!roles(resource.type)) return [resource.at("policy")];
  return resource
    .at("inlinePolicies")
    .items()
    .map((inline) => inline.at("policy"));
}

/** Does something with each statement that gives permissions. What is not known yet of one hides nothing of the others. */
export function eachPermission(
  resource: Resource,
  check: Pick<Check<never>, "each">,
  judge: (statement: Statement) => void,
): void {
  check.each(documents(resource), (document) => {
    check.each(statements(document), (statement) => {
      if (statement.allows) judge(statement);
    });
  });
}

/** Does something with each statement of a role's trust policy that lets somebody take the role. */
export function eachTrust(
  role: Resource,
  check: Pick<Check<never>, "each">,
  judge: (statement: Statement) => void,
): void {
  check.each(statements(role.at("assumeRolePolicy")), (statement) => {
    if (statement.allows) judge(statement);
  });
}

/** A few of several names, and how many there are besides. */
export function fewOf(names: readonly string[]): string {
  const rest = names.length - 3;
  return names.slice(0, 3).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
