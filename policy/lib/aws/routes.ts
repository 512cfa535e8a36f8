import type { Node } from "../node";
import type { Resource } from "../resource";
import { types, type Stack } from "../stack";

const gateways = types("aws:ec2/internetGateway:InternetGateway");
const tables = types("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable");
const defaultTables = types("aws:ec2/defaultRouteTable:DefaultRouteTable");
const routes = types("aws:ec2/route:Route");
const associations = types("aws:ec2/routeTableAssociation:RouteTableAssociation");
const mainAssociations = types("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation");

/** Whether what is in a subnet can be reached from the internet: its route table leads to an internet gateway. */
export function leadsToInternet(stack: Stack, subnet: Resource): boolean {
  const open = stack.once(gateways, () => openTables(stack));
  return tablesOf(stack, subnet).some((urn) => open.has(urn));
}

/** The route tables that lead to an internet gateway. The main table of a VPC goes by the name of the VPC. */
function openTables(stack: Stack): ReadonlySet<string> {
  const open = new Set<string>();
  for (const table of stack.where(tables)) {
    const list = table.at("routes");
    // Where the program gives the table no routes of its own, they are known only after the update.
    const gatewayIds = list.isUnknown ? [] : list.items().map((route) => route.at("gatewayId"));
    if (isOpen(stack, table, "routes", gatewayIds)) open.add(table.urn);
  }
  for (const route of stack.where(routes)) {
    if (isOpen(stack, route, "gatewayId", [route.at("gatewayId")]))
      route.dependsOn("routeTableId").forEach((urn) => open.add(urn));
  }
  return open;
}

/** Gateways of the stack are found by what a property depends on, others by their ids where these are known. */
function isOpen(stack: Stack, holder: Resource, property: string, ids: readonly Node[]): boolean {
  if (holder.dependsOn(property).some((urn) => gateways(stack.get(urn)?.type ?? ""))) return true;
  return ids.some((id) => !id.isUnknown && id.text()?.startsWith("igw-"));
}

/** The tables that a subnet follows: its own, else the main table of its VPC. */
function tablesOf(stack: Stack, subnet: Resource): readonly string[] {
  const own = stack.joined(subnet, associations, "subnetId");
  if (own.length > 0) return own.flatMap((one) => one.dependsOn("routeTableId"));
  return subnet.dependsOn("vpcId").flatMap((urn) => {
    const vpc = stack.get(urn);
    if (!vpc) return [];
    const main = stack.joined(vpc, mainAssociations, "vpcId");
    if (main.length > 0) return main.flatMap((one) => one.dependsOn("routeTableId"));
    return [urn, ...stack.joined(vpc, defaultTables, "defaultRouteTableId").map((one) => one.urn)];
  });
}
