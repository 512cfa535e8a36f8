import { nodeGroups } from "../../../lib/aws/eks";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const isSubnet = types("aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet");

export default defineRule({
  id: "aws-eks-nodes-private",
  title: "Nodes run in subnets that give out no public addresses",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CIS EKS 5.4.3"],
  fields: ["NodeGroup subnetIds", "Subnet mapPublicIpOnLaunch"],
  why: "A node with a public address can be reached from the internet as soon as one security group is too wide.",
  fix: "Put the node group into private subnets, which reach the internet through a NAT gateway.",
  appliesTo: nodeGroups,
  checkStack(stack, check) {
    check.each(stack.where(nodeGroups), (group) => {
      check.each(group.dependsOn("subnetIds"), (urn) => {
        const subnet = stack.get(urn);
        if (!subnet || !isSubnet(subnet.type) || !subnet.at("mapPublicIpOnLaunch").isTrue()) return;
        check.violation(group, {
          at: "subnetIds",
          found: `the subnet ${subnet.name}, which gives out public addresses`,
          wanted: "subnets whose mapPublicIpOnLaunch is not true",
        });
      });
    });
  },
});
