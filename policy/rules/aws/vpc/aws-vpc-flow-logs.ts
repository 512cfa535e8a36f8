import { someHolds } from "../../../lib/aws/values";
import { vpcs } from "../../../lib/aws/vpc";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const flowLogs = types("aws:ec2/flowLog:FlowLog");

export default defineRule({
  id: "aws-vpc-flow-logs",
  title: "Every VPC logs the traffic that it turns away",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV2_AWS_11", "FSBP EC2.6", "AWS-0178", "CIS AWS 3.7/4.7"],
  fields: ["FlowLog vpcId", "FlowLog trafficType"],
  why: "After an incident the flow logs are the only record of who talked to whom.",
  fix: 'Add a FlowLog with the vpcId and trafficType "ALL" or "REJECT".',
  appliesTo: vpcs,
  checkStack(stack, check) {
    check.each(stack.where(vpcs), (vpc) => {
      const kinds = stack.joined(vpc, flowLogs, "vpcId").map((log) => log.at("trafficType"));
      if (someHolds(kinds, (kind) => kind === "ALL" || kind === "REJECT")) return;
      const found = kinds.length === 0 ? "no flow log" : "a flow log of accepted traffic only";
      check.violation(vpc, { at: "id", found, wanted: "a flow log of all or of rejected traffic" });
    });
  },
});
