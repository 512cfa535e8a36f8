import { expect } from "chai";
import type { Metric } from "../../components/autoscaling/autoscaler";
import type { ServiceArgs } from "../../components/service/arguments";
import { Service } from "../../components/service/service";
import type { Autoscaler, Deployment } from "../support/find";
import { inputs, namesOf, resource, TYPES } from "../support/find";
import type { Rendering } from "../support/render";
import { renderInScope } from "../support/scope";

const API: ServiceArgs = {
  name: "api",
  image: `127.0.0.1:5000/platform/api@sha256:${"a".repeat(64)}`,
  port: 8080,
  scaling: { kind: "auto", min: 2, max: 10, metrics: [{ resource: "cpu", utilization: 70 }] },
  requests: { memory: "128Mi", cpu: "100m" },
  limits: { memory: "256Mi", cpu: "200m" },
  probes: { kind: "http", readiness: "/ready", liveness: "/live", startupTimeout: 30 },
};

const renderService = (changes: Partial<ServiceArgs> = {}): Promise<Rendering> =>
  renderInScope((scope) => void new Service("api", { ...API, ...changes }, scope));
const auto = (min: number, max: number, metrics: readonly Metric[]): Partial<ServiceArgs> => ({
  scaling: { kind: "auto", min, max, metrics },
});
const autoscalerOf = (rendering: Rendering): Autoscaler => inputs(rendering, TYPES.autoscaler, "api-autoscaler");

async function failureOf(changes: Partial<ServiceArgs>): Promise<string> {
  try {
    await renderService(changes);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the component accepted its arguments");
}

describe("component Autoscaler", () => {
  it("scales the service's Deployment between its bounds, by what its own container uses of its request", async () => {
    const { metadata, spec } = autoscalerOf(
      await renderService(
        auto(2, 10, [
          { resource: "cpu", utilization: 70 },
          { resource: "memory", utilization: 80 },
        ]),
      ),
    );
    expect(metadata).to.include({ name: "api", namespace: "space" });
    expect(spec).to.deep.include({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" },
      minReplicas: 2,
      maxReplicas: 10,
    });
    expect(spec.metrics).to.deep.equal(
      [
        { name: "cpu", averageUtilization: 70 },
        { name: "memory", averageUtilization: 80 },
      ].map(({ name, averageUtilization }) => ({
        type: "ContainerResource",
        containerResource: { name, container: "api", target: { type: "Utilization", averageUtilization } },
      })),
    );
  });

  it("answers more load at once and less load slowly", async () => {
    const { scaleUp, scaleDown } = autoscalerOf(await renderService()).spec.behavior;
    expect(scaleUp.stabilizationWindowSeconds).to.equal(0);
    expect(scaleDown.stabilizationWindowSeconds).to.equal(120);
  });

  it("owns the number of replicas: the Deployment neither says it nor takes back what it said before", async () => {
    const rendering = await renderService();
    const { metadata, spec } = inputs<Deployment>(rendering, TYPES.deployment, "api-workload");
    expect(spec).to.not.have.property("replicas");
    // A difference to a fixed number that is seen where the number is the one from before.
    expect(metadata.annotations).to.deep.equal({});
    expect(resource(rendering, TYPES.deployment, "api-workload").ignoreChanges).to.deep.equal(["spec.replicas"]);
    const fixed = await renderService({ scaling: { kind: "fixed", replicas: 2 } });
    expect(resource(fixed, TYPES.deployment, "api-workload").ignoreChanges).to.equal(undefined);
    expect(namesOf(fixed, TYPES.autoscaler)).to.deep.equal([]);
  });

  it("has a disruption budget that lets one go, also where a single replica is the least", async () => {
    const rendering = await renderService(auto(1, 3, [{ resource: "cpu", utilization: 70 }]));
    const budget = inputs(rendering, TYPES.budget, "api-disruption-budget");
    expect(budget).to.have.nested.property("spec.maxUnavailable", 1);
    expect(budget).to.not.have.nested.property("spec.minAvailable");
  });

  it("is a component of its own below the service", async () => {
    const rendering = await renderService();
    expect(resource(rendering, "platform:autoscaling:Autoscaler", "api").parent).to.equal("api");
    expect(rendering.componentOutputs["api"]).to.have.property("name", "api");
  });

  it("can be changed by a function", async () => {
    const rendering = await renderService({
      transform: { autoscaler: (args) => ({ ...args, metadata: { name: "other" } }) },
    });
    expect(autoscalerOf(rendering).metadata).to.deep.equal({ name: "other" });
  });

  it("refuses bounds and metrics that make no sense", async () => {
    const cpu: Metric = { resource: "cpu", utilization: 70 };
    for (const [min, max] of [
      [0, 2],
      [3, 2],
      [1.5, 2],
      [1, Number.NaN],
    ] as const) {
      expect(await failureOf(auto(min, max, [cpu]))).to.contain(`min ${min} and max ${max}`);
    }
    expect(await failureOf(auto(1, 2, []))).to.contain("metrics is empty");
    expect(await failureOf(auto(1, 2, [cpu, cpu]))).to.contain("metrics has cpu twice");
  });
});
