import { workloads } from "../../../lib/kubernetes/kinds";
import { handlerOf, portOf, timing } from "../../../lib/kubernetes/probe";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ patience: number }>({
  id: "k8s-probes-differ",
  title:
    "Readiness and liveness probe of a container do not ask the same, unless the liveness probe is far more patient",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score pod-probes-identical", "Kyverno ensure-probes-different"],
  fields: ["containers[].readinessProbe", "containers[].livenessProbe"],
  why: "When both ask the same, a replica that is only busy is restarted instead of being spared requests, and load becomes an outage.",
  fix: "Let the liveness probe ask only whether the program itself still runs, or raise its failureThreshold.",
  appliesTo: workloads,
  parameters: {
    patience: {
      type: "number",
      minimum: 1,
      description:
        "How many times as long as the readiness probe a liveness probe that asks the same must wait before it fails.",
      default: 3,
    },
  },
  check(resource, check) {
    const { patience } = check.parameters;
    check.each(podTemplate(resource)?.running() ?? [], ({ node }) => {
      const readiness = node.at("readinessProbe");
      const liveness = node.at("livenessProbe");
      if (!isSame(readiness, liveness, node)) return;
      const least = patience * secondsToFail(readiness);
      const seconds = secondsToFail(liveness);
      if (seconds >= least) return;
      check.violation({
        at: liveness,
        found: `the same question as in readinessProbe, and failure after ${seconds} s`,
        wanted: `another question, or failure after ${least} s at the earliest`,
        absence: !isTimed(readiness) || !isTimed(liveness),
      });
    });
  },
});

function isSame(one: Node, other: Node, container: Node): boolean {
  const [first, second] = [handlerOf(one), handlerOf(other)];
  if (!first || first.kind !== second?.kind) return false;
  if (first.kind === "exec") return command(first.node) === command(second.node);
  return (
    port(first.node, container) === port(second.node, container) &&
    (first.kind !== "httpGet" || path(first.node) === path(second.node)) &&
    (first.kind !== "grpc" || (first.node.at("service").text() ?? "") === (second.node.at("service").text() ?? ""))
  );
}

const command = (exec: Node) => JSON.stringify(exec.at("command").strings());

/** Two names that no port has are the same when they are equal. */
const port = (handler: Node, container: Node) => portOf(handler, container) ?? handler.at("port").text();

/** The API server takes the root for no path. */
const path = (httpGet: Node) => httpGet.at("path").text() || "/";

const secondsToFail = (probe: Node) => timing(probe, "failureThreshold") * timing(probe, "periodSeconds");

const isTimed = (probe: Node) => probe.at("failureThreshold").exists && probe.at("periodSeconds").exists;
