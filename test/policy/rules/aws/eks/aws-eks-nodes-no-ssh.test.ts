import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-nodes-no-ssh";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodNodeGroup } from "../../../support/eks";

const access = "remoteAccess";
const groups = "remoteAccess.sourceSecurityGroupIds";
const withGroups = set(access, { ec2SshKey: "ops", sourceSecurityGroupIds: ["sg-1"] });
const parameters = { allowFromGroups: true };

describeRule(rule, {
  baselines: { "a node group without access": [goodNodeGroup()] },
  mutations: [
    { name: "a key", change: set(access, { ec2SshKey: "ops" }), message: "found access by SSH, wanted none" },
    { name: "a key with source groups", change: withGroups },
    { name: "a key open to all", change: set(access, { ec2SshKey: "ops" }), path: groups, parameters },
    {
      name: "a key with an empty list of groups",
      change: set(access, { ec2SshKey: "ops", sourceSecurityGroupIds: [] }),
      path: groups,
      parameters,
    },
  ],
  allowed: [
    { name: "a key with source groups where that is configured", change: withGroups, parameters },
    {
      name: "a group that is not known yet",
      change: set(access, { ec2SshKey: "ops", sourceSecurityGroupIds: [UNKNOWN] }),
      parameters,
    },
  ],
  unknown: [
    { name: "unknown access", change: set(access, UNKNOWN) },
    {
      name: "unknown groups",
      change: set(access, { ec2SshKey: "ops", sourceSecurityGroupIds: UNKNOWN }),
      path: groups,
      parameters,
    },
  ],
});
