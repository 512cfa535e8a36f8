import { services } from "../../../lib/kubernetes/kinds";
import { preStopSleep } from "../../../lib/kubernetes/lifecycle";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

/** What the API server takes where nothing is said. */
const DEFAULT_GRACE = 30;

export default defineRule<{ minimum: number; maximum: number }>({
  id: "k8s-termination-grace",
  title: "Pods have a stated time to stop in, longer than their preStop hooks sleep",
  severity: "medium",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Kyverno mutate-large-termination-gps"],
  fields: ["terminationGracePeriodSeconds", "containers[].lifecycle.preStop"],
  why: "Pods that are killed too early lose requests; a node that waits too long cannot be drained.",
  fix: "Set terminationGracePeriodSeconds to the time that the slowest request takes plus the sleep of the preStop hook.",
  appliesTo: services,
  parameters: {
    minimum: { type: "number", minimum: 1, description: "The shortest time allowed, in seconds.", default: 5 },
    maximum: { type: "number", minimum: 1, description: "The longest time allowed, in seconds.", default: 300 },
  },
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    const grace = pod.at("terminationGracePeriodSeconds");
    const { minimum, maximum } = check.parameters;
    check.expect(
      grace,
      (value) => typeof value === "number" && value >= minimum && value <= maximum,
      `a number of seconds from ${minimum} to ${maximum}`,
    );
    if (resource.kind.isPatch && !grace.exists) return;
    check.each(pod.running(), ({ node }) => {
      const sleep = preStopSleep(node);
      const limit = grace.number() ?? DEFAULT_GRACE;
      if (sleep === undefined || sleep < limit) return;
      check.violation({
        at: node.at("lifecycle", "preStop"),
        found: `a sleep of ${sleep} seconds`,
        wanted: `less than the ${limit} seconds of terminationGracePeriodSeconds`,
        fix: "Sleep for a shorter time, or set a longer terminationGracePeriodSeconds.",
      });
    });
  },
});
