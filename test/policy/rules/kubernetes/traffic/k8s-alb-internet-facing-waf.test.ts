import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-alb-internet-facing-waf";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { alb, goodIngresses } from "../../../support/traffic";

const of = "an ALB";
const scheme = alb("scheme");
const acl = alb("wafv2-acl-arn");
const facing = set(scheme, "internet-facing");
const arn = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/a";
const parameters = { internetFacing: ["web"] };

describeRule(rule, {
  baselines: goodIngresses(),
  mutations: [
    { name: "one that is not listed", of, change: all(facing, set(acl, arn)), message: "internetFacing lists" },
    { name: "one without a firewall", of, change: facing, path: acl, parameters, message: "the ARN of a web ACL" },
    { name: "an empty ARN", of, change: all(facing, set(acl, "")), path: acl, parameters },
    { name: "one without a class", of, change: all(facing, remove("spec.ingressClassName")) },
    { name: "a patch that opens it", of: "a patch that leaves things out", change: facing },
  ],
  allowed: [
    { name: "a listed one behind a firewall", of, change: all(facing, set(acl, arn)), parameters },
    { name: "a firewall that is made with it", of, change: all(facing, set(acl, UNKNOWN)), parameters },
    { name: "the default, which is internal", of, change: remove(scheme) },
    { name: "a patch of a listed one", of: "a patch that leaves things out", change: facing, parameters },
  ],
  unknown: [{ name: "a scheme that is not known yet", of, change: set(scheme, UNKNOWN) }],
});
