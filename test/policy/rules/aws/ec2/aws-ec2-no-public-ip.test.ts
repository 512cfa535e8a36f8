import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ec2/aws-ec2-no-public-ip";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMachines } from "../../../support/machines";

const path = "associatePublicIpAddress";
const mapped = "networkInterfaces[0].associatePublicIpAddress";

describeRule(rule, {
  baselines: goodMachines(),
  mutations: [
    {
      name: "an interface of a template",
      change: set(mapped, "true"),
      message: 'found "true", wanted false or not set',
    },
    { name: "an instance", of: "an instance", change: set(path, true) },
    { name: "a launch configuration", of: "a launch configuration", change: set(path, true) },
    { name: "a spot request", of: "a spot request", change: set(path, true) },
    {
      name: "one interface beside one that is not known yet",
      change: all(set(mapped, UNKNOWN), set("networkInterfaces[1].associatePublicIpAddress", true)),
      path: "networkInterfaces[1].associatePublicIpAddress",
    },
  ],
  allowed: [{ name: "an interface that does not say", change: remove(mapped) }],
  unknown: [
    { name: "an unknown setting", change: set(mapped, UNKNOWN) },
    { name: "unknown interfaces", change: set("networkInterfaces", UNKNOWN) },
  ],
});
