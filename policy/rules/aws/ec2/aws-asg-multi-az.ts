import { any } from "../../../lib/any";
import { someHolds } from "../../../lib/aws/values";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-asg-multi-az",
  title: "A group of machines spans several zones and starts them from a template",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_315", "FSBP AutoScaling.2", "FSBP AutoScaling.9"],
  fields: ["vpcZoneIdentifiers", "availabilityZones", "launchTemplate", "mixedInstancesPolicy.launchTemplate"],
  why: "A group in one zone is gone with the zone. Launch configurations cannot be changed, and AWS adds nothing to them any more.",
  fix: "Give the group subnets of at least two zones in vpcZoneIdentifiers, and a launchTemplate.",
  appliesTo: types("aws:autoscaling/group:Group"),
  check(resource, check) {
    const subnets = resource.at("vpcZoneIdentifiers");
    const templates = [resource.at("launchTemplate"), resource.at("mixedInstancesPolicy", "launchTemplate")];
    check.each([[subnets, resource.at("availabilityZones")]], (places) => {
      if (!any(places, (place) => countOf(place) > 1)) check.violation({ at: subnets, wanted: "at least two subnets" });
    });
    if (!someHolds(templates, (value) => value !== undefined))
      check.violation({ at: templates[0]!, wanted: "a launch template, here or in mixedInstancesPolicy" });
  },
});

/** How many different things a list names. Those that the same update makes have no name yet, and are taken for different. */
function countOf(list: Node): number {
  list.read();
  const items = list.items();
  const known = items.filter((item) => item.exists && !item.isUnknown);
  return new Set(known.map((item) => item.value)).size + items.filter((item) => item.isUnknown).length;
}
