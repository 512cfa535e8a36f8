import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/waf/aws-waf-associated";
import { add, all, remove, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodLoadBalancer } from "../../../support/loadbalancer";
import { goodWebAcl } from "../../../support/waf";

const balancer = goodLoadBalancer({ name: "balancer" });
const association: Given = {
  name: "association",
  type: "aws:wafv2/webAclAssociation:WebAclAssociation",
  properties: {},
  dependencies: { webAclArn: ["web"], resourceArn: ["balancer"] },
};

const ingress: Given = {
  name: "ingress",
  type: "kubernetes:networking.k8s.io/v1:Ingress",
  properties: { metadata: { annotations: { "alb.ingress.kubernetes.io/wafv2-acl-arn": UNKNOWN } } },
  dependencies: { metadata: ["web"] },
};

describeRule(rule, {
  baselines: { "an ACL with its load balancer": [goodWebAcl(), balancer, association] },
  mutations: [
    { name: "an ACL without an association", change: without("association"), path: "arn", message: "of the ACL" },
    {
      name: "a load balancer without an association",
      change: without("association"),
      path: "arn",
      resource: "balancer",
      message: "of the load balancer",
    },
    {
      name: "a load balancer of the older name",
      change: add({ ...balancer, name: "old", type: "aws:alb/loadBalancer:LoadBalancer" }),
      path: "arn",
      resource: "old",
    },
    {
      name: "a load balancer without a type, which is an application's",
      change: all(add({ ...balancer, name: "other" }), remove("loadBalancerType", "other")),
      path: "arn",
      resource: "other",
    },
    {
      name: "an ACL beside a load balancer that cannot be judged",
      change: all(without("association"), set("loadBalancerType", UNKNOWN, "balancer")),
      path: "arn",
    },
    {
      name: "a load balancer that does not say where it is",
      change: all(without("association"), set("scope", "CLOUDFRONT"), set("internal", UNKNOWN, "balancer")),
      path: "arn",
      resource: "balancer",
    },
    {
      name: "an Ingress that names another ACL",
      change: all(
        without("association"),
        add({ ...goodWebAcl(), name: "other" }),
        add({ ...ingress, dependencies: { metadata: ["other"] } }),
      ),
      path: "arn",
    },
    {
      name: "an association that depends on another ACL",
      change: all(
        add({ ...goodWebAcl(), name: "other" }),
        state({ dependencies: { webAclArn: ["other"], resourceArn: ["balancer"] } }, "association"),
      ),
      path: "arn",
    },
  ],
  allowed: [
    {
      name: "an ACL of distributions, and a load balancer inside",
      change: all(without("association"), set("scope", "CLOUDFRONT"), set("internal", true, "balancer")),
    },
    {
      name: "an ACL that an Ingress names in an annotation",
      change: all(without("association"), without("balancer"), add(ingress)),
    },
    {
      name: "a load balancer of the network that may be inside",
      change: all(
        without("association"),
        set("scope", "CLOUDFRONT"),
        set("loadBalancerType", "network", "balancer"),
        set("internal", UNKNOWN, "balancer"),
      ),
    },
    {
      name: "a load balancer of the network",
      change: all(without("association"), set("scope", "CLOUDFRONT"), set("loadBalancerType", "network", "balancer")),
    },
  ],
  unknown: [
    {
      name: "a load balancer that may be inside",
      change: all(
        add({ ...balancer, name: "other" }),
        set("internal", UNKNOWN, "other"),
        state({ dependencies: { internal: ["web"] } }, "other"),
      ),
    },
    {
      name: "a load balancer of an unknown type",
      change: all(add({ ...balancer, name: "other" }), set("loadBalancerType", UNKNOWN, "other")),
      path: "loadBalancerType",
    },
  ],
});
