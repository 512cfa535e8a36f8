import { expect } from "chai";
import { amountOfPod, podCount, type PodNumber } from "../../formats/demand";

describe("the demand of a workload", () => {
  const init = (amount: number) => ({ amount, stays: false });
  const sidecar = (amount: number) => ({ amount, stays: true });

  for (const [what, pod, amount] of [
    ["a container", { main: [3] }, 3],
    ["several containers", { main: [3, 4] }, 7],
    ["an init container that takes less", { main: [3, 4], before: [init(6)] }, 7],
    ["an init container that takes more", { main: [3], before: [init(6), init(5)] }, 6],
    ["sidecars", { main: [3], before: [sidecar(2), sidecar(1)] }, 6],
    ["an init container beside the sidecar before it", { main: [3], before: [sidecar(2), init(6)] }, 8],
    ["an init container without the sidecar after it", { main: [3], before: [init(6), sidecar(2)] }, 6],
    ["a sidecar that starts as large as it stays", { main: [], before: [sidecar(2), sidecar(9)] }, 11],
    ["a runtime", { main: [3], overhead: 1 }, 4],
  ] as const) {
    it(`is for a pod with ${what} ${amount}`, () => {
      expect(amountOfPod(pod)).to.equal(amount);
    });
  }

  const counted = (number: PodNumber) => {
    const { pods, surge } = podCount(number);
    return [pods, surge];
  };

  it("has for a rolling update the old replicas too, until they have ended", () => {
    expect(counted({ kind: "replicas", replicas: 5, update: "rolling" })).to.deep.equal([5, 5]);
    expect(counted({ kind: "replicas", replicas: 5, update: "recreate" })).to.deep.equal([5, 0]);
    expect(counted({ kind: "run", parallel: 2 })).to.deep.equal([2, 0]);
  });

  const every10Minutes = { kind: "schedule", schedule: "*/10 * * * *", parallel: 1, grace: 30 } as const;
  for (const [what, overlap, runs] of [
    ["forbidden to overlap", { concurrency: "forbid", deadline: 7200 }, 1],
    ["ended in time for the next one", { concurrency: "allow", deadline: 60, late: 200 }, 1],
    ["ended just not in time, as one may be late", { concurrency: "allow", deadline: 400, late: 200 }, 2],
    ["allowed an hour", { concurrency: "allow", deadline: 3600, late: 10 }, 7],
    ["allowed an hour, and as late as the next one", { concurrency: "allow", deadline: 3600 }, 8],
    ["replaced", { concurrency: "replace", deadline: 3600, late: 10 }, 2],
    ["replaced, and ended before that", { concurrency: "replace", deadline: 60, late: 10 }, 1],
    ["never ended", { concurrency: "allow" }, 2],
    ["never ended but when replaced", { concurrency: "replace", late: 10 }, 2],
  ] as const) {
    it(`is for runs that are ${what} ${runs} of them`, () => {
      expect(counted({ ...every10Minutes, ...overlap })).to.deep.equal([1, runs - 1]);
      expect(counted({ ...every10Minutes, ...overlap, parallel: 3 })).to.deep.equal([3, 3 * (runs - 1)]);
    });
  }

  it("is for runs by a schedule that nobody here reads one and a second", () => {
    expect(counted({ ...every10Minutes, schedule: "@every 1m", concurrency: "allow", deadline: 60 })).to.deep.equal([
      1, 1,
    ]);
  });
});
