import type { Rule } from "../../config/draft";
import { requiredIn } from "../../config/draft";
import { dnsLabel, flag, strict } from "../../config/fields";

const schema = strict({
  /** Whether the environment is monitored: services then offer their metrics. */
  enabled: flag(),
  /** Where the monitoring runs: the only other namespace that may ask for metrics. @default platform-monitoring */
  namespace: dnsLabel().default("platform-monitoring"),
});

/** The monitoring of an environment. */
export const monitoringFeature = { key: "monitoring", schema } as const;

export const monitoringRules: readonly Rule[] = [
  requiredIn(
    ["staging", "production"],
    "monitoring.enabled",
    (config) => config.monitoring?.enabled,
    (on) => on,
    "true",
  ),
];
