import { loadBalancers, typeOf } from "../../../lib/aws/loadbalancer";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

const CAREFUL: readonly unknown[] = [undefined, "defensive", "strictest"];

export default defineRule({
  id: "aws-lb-attributes",
  title: "Load balancers refuse malformed requests, keep logs, and are not deleted by mistake",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: [
    "CKV_AWS_131",
    "CKV_AWS_328",
    "CKV_AWS_91",
    "CKV_AWS_150",
    "CKV_AWS_152",
    "FSBP ELB.4",
    "FSBP ELB.5",
    "FSBP ELB.6",
    "FSBP ELB.12",
    "AWS-0052",
  ],
  fields: [
    "dropInvalidHeaderFields",
    "desyncMitigationMode",
    "accessLogs.enabled",
    "enableDeletionProtection",
    "enableCrossZoneLoadBalancing",
  ],
  why: "Malformed headers smuggle requests past the load balancer; its logs tell who sent them; and its name changes with every new one.",
  fix: "Set enableDeletionProtection and accessLogs with a bucket and enabled; of an application dropInvalidHeaderFields, of a network enableCrossZoneLoadBalancing.",
  appliesTo: loadBalancers,
  check(balancer, check) {
    check.expect(balancer.at("enableDeletionProtection"), isOn, "true");
    const type = typeOf(balancer);
    // A gateway load balancer sees packets, and has neither headers nor logs.
    if (type !== "gateway") check.expect(balancer.at("accessLogs", "enabled"), isOn, "true");
    if (type === "network") check.expect(balancer.at("enableCrossZoneLoadBalancing"), isOn, "true");
    if (type !== "application") return;
    check.expect(balancer.at("dropInvalidHeaderFields"), isOn, "true");
    check.expect(
      balancer.at("desyncMitigationMode"),
      (value) => CAREFUL.includes(value),
      "defensive, strictest or not set",
    );
  },
  remediate(balancer, remedy) {
    const type = typeOf(balancer);
    remedy.setIfAbsent(balancer.at("enableDeletionProtection"), true);
    if (type === "application") remedy.setIfAbsent(balancer.at("dropInvalidHeaderFields"), true);
    if (type === "network") remedy.setIfAbsent(balancer.at("enableCrossZoneLoadBalancing"), true);
    // There are no logs without a bucket, and none can be guessed.
    if (type !== "gateway" && balancer.at("accessLogs", "bucket").exists)
      remedy.setIfAbsent(balancer.at("accessLogs", "enabled"), true);
  },
});
