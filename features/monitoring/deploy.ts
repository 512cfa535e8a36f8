import * as pulumi from "@pulumi/pulumi";
import type { ResolvedConfig } from "../../config/resolve";

/** Says what an environment that asks for monitoring does not get yet. */
export function warnOfMonitoring({ monitoring }: ResolvedConfig): void {
  if (!monitoring.enabled) return;
  void pulumi.log.warn(
    `platform:monitoring.enabled is true, and nothing is monitored yet: the services only offer their metrics to the namespace ` +
      `${monitoring.namespace} (annotations prometheus.io/*, network policies). Collecting, alerts, logs and dashboards are missing: ` +
      `bring a Prometheus of your own into that namespace until the platform has one.`,
  );
}
