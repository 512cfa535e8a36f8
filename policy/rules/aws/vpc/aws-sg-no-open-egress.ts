import { egressTypes, eachOpenRange } from "../../../lib/aws/security-group";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-sg-no-open-egress",
  title: "No security group lets everything out",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_382", "AWS-0104"],
  fields: ["egress[].cidrBlocks", "egress[].ipv6CidrBlocks", "cidrIpv4", "cidrIpv6", "protocol"],
  why: "An intruder who may call anywhere takes data out and loads tools on any port.",
  fix: "Allow only the ports that the program calls, such as 443, or name the groups and networks that it calls.",
  appliesTo: egressTypes,
  check(resource, check) {
    if (isOfEksCluster(resource)) return;
    eachOpenRange(resource, "egress", check, (range, { kind }) => {
      if (kind === "all")
        check.violation({
          at: range,
          found: `${range.describe()} on all ports`,
          wanted: "only the ports that are needed",
        });
    });
  },
});

/** Whether a resource was made by the component of @pulumi/eks, whose groups nobody can change. */
function isOfEksCluster({ options }: Resource): boolean {
  const typesOfParents = options.parent?.split("::")[2]?.split("$") ?? [];
  return typesOfParents.includes("eks:index:Cluster");
}
