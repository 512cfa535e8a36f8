import { expect } from "chai";
import { resolveConfig } from "../../config/load";
import { scaled } from "../../features/scale/resolve";
import { configSource, stackConfig } from "../support/stack";

function scalingOf(scaling: unknown, scale?: number) {
  const config = stackConfig("dev");
  Object.assign((config["services"] as { web: object }).web, scaling === undefined ? {} : { scaling });
  if (scale !== undefined) config["scale"] = scale;
  config["namespace"] = { quota: { pods: 1000, cpu: "1000", memory: "1000Gi" } };
  return resolveConfig(configSource("dev", config)).services[0]?.scaling;
}

describe("scaling in the configuration", () => {
  it("is the environment's number, a service's own, or bounds with what is measured", () => {
    expect(scalingOf(undefined)).to.deep.equal({ kind: "fixed", replicas: 1 });
    expect(scalingOf(3)).to.deep.equal({ kind: "fixed", replicas: 3 });
    expect(scalingOf({ min: 2, max: 10, cpu: "70%" })).to.deep.equal({
      kind: "auto",
      min: 2,
      max: 10,
      metrics: [{ resource: "cpu", utilization: 70 }],
    });
    expect(scalingOf({ min: 1, max: 4, memory: "80%", cpu: "100%" })).to.have.deep.property("metrics", [
      { resource: "cpu", utilization: 100 },
      { resource: "memory", utilization: 80 },
    ]);
  });

  it("takes a target that the limit just allows", () => {
    expect(scalingOf({ min: 1, max: 4, cpu: "181%" })).to.have.nested.property("metrics[0].utilization", 181);
  });

  it("is multiplied as a whole by one number, rounded up, with at least one replica", () => {
    expect(scalingOf(3, 0.5)).to.deep.equal({ kind: "fixed", replicas: 2 });
    expect(scalingOf(undefined, 0.1)).to.deep.equal({ kind: "fixed", replicas: 1 });
    expect(scalingOf(undefined, 3)).to.deep.equal({ kind: "fixed", replicas: 3 });
    expect(scalingOf({ min: 3, max: 5, cpu: "70%" }, 0.5)).to.deep.include({ min: 2, max: 3 });
  });

  it("is counted exactly where binary fractions are not", () => {
    // 10 * 1.1 is 11.000000000000002.
    expect(scaled(10, 1.1)).to.equal(11);
    for (let replicas = 1; replicas <= 50; replicas++) {
      for (let hundredths = 10; hundredths <= 1000; hundredths++) {
        const exact = Number((BigInt(replicas) * BigInt(hundredths) + 99n) / 100n);
        expect(scaled(replicas, hundredths / 100), `${replicas} x ${hundredths}/100`).to.equal(exact);
      }
    }
  });
});
