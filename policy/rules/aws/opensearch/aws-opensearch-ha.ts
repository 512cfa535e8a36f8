import { domains } from "../../../lib/aws/opensearch";
import { atLeast, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-opensearch-ha",
  title: "Search domains survive the loss of a zone",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_318", "CKV2_AWS_59", "FSBP Opensearch.6", "FSBP ES.7"],
  fields: [
    "clusterConfig.instanceCount",
    "clusterConfig.zoneAwarenessEnabled",
    "clusterConfig.dedicatedMasterEnabled",
    "clusterConfig.dedicatedMasterCount",
    "clusterConfig.multiAzWithStandbyEnabled",
  ],
  why: "With fewer than three data nodes or masters, the loss of one leaves no majority, and the domain stops writing.",
  fix: "Set multiAzWithStandbyEnabled to true, or instanceCount to 3 or more with zoneAwarenessEnabled, and dedicatedMasterEnabled with dedicatedMasterCount 3.",
  appliesTo: domains,
  check(domain, check) {
    const config = domain.at("clusterConfig");
    check.expect(config.at("instanceCount"), atLeast(3), "3 or more");
    // AWS lets a domain have standby only with three zones and three masters.
    if (config.at("multiAzWithStandbyEnabled").isTrue()) return;
    check.expect(config.at("zoneAwarenessEnabled"), isOn, "true");
    check.expect(config.at("dedicatedMasterEnabled"), isOn, "true");
    check.expect(config.at("dedicatedMasterCount"), atLeast(3), "3 or more");
  },
});
