import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-endpoint-private";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodCluster } from "../../../support/eks";

const isPublic = "vpcConfig.endpointPublicAccess";
const isPrivate = "vpcConfig.endpointPrivateAccess";

describeRule(rule, {
  baselines: { "a private cluster": [goodCluster()] },
  mutations: [
    { name: "a public endpoint", change: set(isPublic, true), message: "found true, wanted false" },
    { name: "the public endpoint that EKS gives by default", change: remove(isPublic), message: "found not set" },
    { name: "no private endpoint", change: set(isPrivate, false) },
    { name: "the private endpoint that EKS leaves out by default", change: remove(isPrivate) },
    {
      name: "no private endpoint beside one that is not known yet",
      change: all(set(isPrivate, false), set(isPublic, UNKNOWN)),
    },
  ],
  unknown: [
    { name: "an unknown public endpoint", change: set(isPublic, UNKNOWN) },
    { name: "an unknown network", change: set("vpcConfig", UNKNOWN), path: isPrivate },
  ],
});
