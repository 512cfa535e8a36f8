import type { Resource } from "../resource";
import { types, type Stack } from "../stack";
import { clusters } from "./rds";
import { isLeftOut } from "./stated";

const groups = types("aws:rds/parameterGroup:ParameterGroup", "aws:rds/clusterParameterGroup:ClusterParameterGroup");

/** The property of a database that names its parameter group. */
export function groupProperty(database: Resource): string {
  return clusters(database.type) ? "dbClusterParameterGroupName" : "parameterGroupName";
}

/**
 * The parameter group of a database: a resource of the stack, the one that AWS makes for the engine (`default`), or one that is managed
 * somewhere else.
 *
 * @throws Undecided when that is not known yet.
 */
export function parameterGroupOf(stack: Stack, database: Resource): Resource | "default" | "elsewhere" {
  const property = groupProperty(database);
  const group = database
    .dependsOn(property)
    .map((urn) => stack.get(urn))
    .find((one) => one && groups(one.type));
  if (group) return group;
  if (isLeftOut(database, property)) return "default";
  return /^(default\.|$)/.test(database.at(property).text() ?? "") ? "default" : "elsewhere";
}

/** The value of a parameter in a group, as text; undefined where the group does not set it. @throws Undecided */
export function parameterIn(group: Resource, name: string): string | undefined {
  const parameters = group.at("parameters");
  parameters.read();
  const node = parameters.items().find((one) => one.at("name").text() === name);
  return node?.at("value").text() ?? node?.at("value").number()?.toString();
}
