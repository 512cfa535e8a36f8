import { workloads } from "../../../lib/kubernetes/kinds";
import { PROBES, timing } from "../../../lib/kubernetes/probe";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ dependencyPaths: string[] }>({
  id: "k8s-probe-timings",
  title: "A probe ends before the next one begins, and liveness does not depend on other services",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: [
    "containers[].*Probe.timeoutSeconds",
    "containers[].*Probe.periodSeconds",
    "containers[].livenessProbe.httpGet.path",
  ],
  why: "Slow probes that overlap add to the load they measure; and a restart never fixes a database that is away, it only takes the replicas with it.",
  fix: "Set timeoutSeconds to at most periodSeconds, and let the liveness probe ask a path that checks the program alone.",
  appliesTo: workloads,
  parameters: {
    dependencyPaths: {
      type: "array",
      items: { type: "string" },
      description: "Paths that also check what the program depends on.",
      default: ["/ready", "/readyz", "/readiness", "/health/ready"],
    },
  },
  check(resource, check) {
    const { dependencyPaths } = check.parameters;
    check.each(podTemplate(resource)?.running() ?? [], ({ node }) => {
      check.each(PROBES, (name) => {
        const probe = node.at(name);
        const timeout = probe.at("timeoutSeconds");
        const period = timing(probe, "periodSeconds");
        if (timing(probe, "timeoutSeconds") <= period) return;
        const absence = !timeout.exists || !probe.at("periodSeconds").exists;
        check.violation({ at: timeout, wanted: `at most the period of ${period} s`, absence });
      });
      check.expect(
        node.at("livenessProbe", "httpGet", "path"),
        (path) => typeof path !== "string" || !dependencyPaths.includes(bare(path)),
        "a path that checks the program alone",
      );
    });
  },
});

/** A path without its query, and without a slash at its end. */
function bare(path: string): string {
  return path.replace(/[?#].*$/s, "").replace(/(.)\/+$/, "$1");
}
