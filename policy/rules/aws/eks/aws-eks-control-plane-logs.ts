import { clusters } from "../../../lib/aws/eks";
import { lackedBy } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

const ALL = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export default defineRule<{ logs: string[] }>({
  id: "aws-eks-control-plane-logs",
  title: "The control plane writes its logs to CloudWatch",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_37", "FSBP EKS.8", "AWS-0038", "CIS EKS 2.1.1"],
  fields: ["enabledClusterLogTypes"],
  why: "Without the audit log nobody can tell afterwards who did what in the cluster. EKS keeps none of these logs unless told to.",
  fix: "List the missing types of logs in enabledClusterLogTypes.",
  appliesTo: clusters,
  parameters: {
    logs: {
      type: "array",
      items: { type: "string", enum: ALL },
      description: "The types of logs that must be written.",
      default: ALL,
    },
  },
  check(resource, check) {
    const enabled = resource.at("enabledClusterLogTypes");
    const missing = lackedBy(enabled, check.parameters.logs);
    if (missing.length > 0)
      check.violation({ at: enabled, wanted: `also ${missing.join(", ")}`, fix: `Add ${missing.join(", ")} to it.` });
  },
  remediate(resource, remedy) {
    remedy.setIfAbsent(resource.at("enabledClusterLogTypes"), remedy.parameters.logs);
  },
});
