import { loadBalancers, typeOf } from "../../../lib/aws/loadbalancer";
import { isLeftOut } from "../../../lib/aws/stated";
import { webAcls } from "../../../lib/aws/waf";
import { ingresses } from "../../../lib/kubernetes/ingress";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const associations = types("aws:wafv2/webAclAssociation:WebAclAssociation");

export default defineRule({
  id: "aws-waf-associated",
  title: "Web ACLs protect something, and load balancers on the internet have one",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV2_AWS_28"],
  fields: [
    "WebAcl scope",
    "LoadBalancer internal, loadBalancerType",
    "WebAclAssociation webAclArn, resourceArn",
    "Ingress metadata",
  ],
  why: "An ACL that is associated with nothing protects nothing, and nobody notices.",
  fix: "Add a WebAclAssociation with the ACL's ARN as webAclArn and the load balancer's as resourceArn.",
  appliesTo: (type) => webAcls(type) || loadBalancers(type),
  checkStack(stack, check) {
    check.each(stack.where(webAcls), (acl) => {
      const isNamed =
        [
          ...stack.joined(acl, associations, "webAclArn"),
          // The controller of AWS makes the association that an annotation asks for.
          ...stack.joined(acl, ingresses, "metadata"),
        ].length > 0;
      // Distributions name their ACL themselves.
      if (isNamed || acl.at("scope").text() !== "REGIONAL") return;
      check.violation(acl, { at: "arn", found: "no WebAclAssociation of the ACL", wanted: "one" });
    });
    check.each(stack.where(loadBalancers), (balancer) => {
      if (stack.joined(balancer, associations, "resourceArn").length > 0) return;
      if (typeOf(balancer) !== "application") return;
      // A load balancer is on the internet unless it says otherwise.
      if (!isLeftOut(balancer, "internal") && balancer.at("internal").isTrue()) return;
      check.violation(balancer, { at: "arn", found: "no WebAclAssociation of the load balancer", wanted: "one" });
    });
  },
});
