import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { parse } from "yaml";
import { repositoryRoot } from "../../../embedded/paths";
import { startLoad } from "../../../tools/bench/load";
import { eventually } from "../../support/eventually";
import { underLoad } from "../../support/load";
import { kubectl, PlatformStack } from "../../support/platform-stack";

const BURNER = "test/fixtures/services/burner";
/** Two replicas are allowed 70 millicores; these requests use about 300: six or more replicas would be at their target. */
const BURNING = { perSecond: 30, milliseconds: 10 };

interface Deployment {
  spec: { replicas: number };
  status: { readyReplicas?: number };
}

const scaleOf = async (stack: PlatformStack, name: string) => {
  const { spec, status } = await stack.get<Deployment>("deployment", name);
  return { wanted: spec.replicas, ready: status.readyReplicas ?? 0 };
};

/** Watches the number of replicas that run while something happens; returns the fewest that were ready. */
async function fewestReady(stack: PlatformStack, name: string, work: () => Promise<unknown>): Promise<number> {
  let [fewest, isDone] = [Number.POSITIVE_INFINITY, false];
  const watch = (async () => {
    while (!isDone) {
      fewest = Math.min(fewest, (await scaleOf(stack, name)).ready);
      await sleep(200);
    }
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await watch;
  }
  return fewest;
}

describe("the program on the cluster: scaling", function () {
  this.timeout(900_000);

  let stack: PlatformStack;

  before(async () => {
    stack = await PlatformStack.create((config) => {
      config.namespace = { ...(config.namespace as object), quota: { pods: 60, cpu: "40", memory: "40Gi" } };
    });
    stack.useOwnKubeconfig();
    stack.configureService("web", { scaling: 2, requests: { memory: "64Mi", cpu: "50m" } });
    await stack.updated("up");
  });

  after(async () => {
    await stack.destroy();
  });

  const url = async (service: string) => (await stack.outputs()).services[service]!.url!;
  const scale = async (...args: string[]) => {
    const result = await stack.platform("scale", ...args, "--yes");
    expect(result.code, result.output).to.equal(0);
    return result.output;
  };

  it("from two replicas to five and back by one command each, without a lost request", async () => {
    const commented = fs.readFileSync(stack.file, "utf8").replace("scaling: 2", "scaling: 2 # two nodes");
    fs.writeFileSync(stack.file, commented);
    expect(await scaleOf(stack, "platform-web")).to.deep.equal({ wanted: 2, ready: 2 });
    const { load } = await underLoad(await url("web"), 50, async () => {
      expect(await scale("web", "5")).to.match(/^\+ +scaling: 5 # two nodes$/m);
      expect(await scaleOf(stack, "platform-web")).to.deep.equal({ wanted: 5, ready: 5 });
      await scale("web", "2");
      await eventually("the replicas are gone", async () => {
        expect(await stack.get("pod")).to.have.length(2);
      });
    });
    expect(load.reasons).to.deep.equal({});
    expect(load.failed).to.equal(0);
    expect(load.answered).to.be.above(100);
    expect(fs.readFileSync(stack.file, "utf8")).to.equal(commented);
    await stack.updated("preview", "--expect-no-changes");
  });

  it("refuses what would be wrong before anything is written, and names what is meant", async () => {
    const before = fs.readFileSync(stack.file, "utf8");
    const refused = async (...args: string[]) => {
      const { code, output } = await stack.platform("scale", ...args);
      expect(code, output).to.equal(1);
      return output;
    };
    expect(await refused("wbe", "3", "--yes")).to.contain("has no service wbe. Did you mean web?");
    expect(await refused("web", "51", "--yes"))
      .to.contain("allowed: a whole number from 1 to 50")
      .and.contain("Nothing was written");
    expect(await refused("web", "3")).to.contain("there is nobody to ask. Say --yes");
    expect(fs.readFileSync(stack.file, "utf8")).to.equal(before);
  });

  it("by an autoscaler, under real load, and no update takes its number back", async () => {
    fs.cpSync(path.join(repositoryRoot, BURNER), path.join(stack.directory, BURNER), { recursive: true });
    const { burner } = parse(fs.readFileSync(path.join(repositoryRoot, BURNER, "service.yaml"), "utf8")) as {
      burner: { build: object };
    };
    stack.configureService("burner", {
      ...burner,
      build: { ...burner.build, repository: `${stack.namespace}/burner` },
    });
    await stack.updated("up");
    await eventually("the fewest are ready", async () => {
      expect(await scaleOf(stack, "burner")).to.deep.equal({ wanted: 2, ready: 2 });
    });
    const { perSecond, milliseconds } = BURNING;
    const stop = startLoad(`${await url("burner")}/burn?milliseconds=${milliseconds}`, perSecond);
    try {
      await eventually(
        "more are ready",
        async () => {
          expect((await scaleOf(stack, "burner")).ready).to.be.above(3);
        },
        { timeout: 180_000 },
      );
      const { wanted } = await scaleOf(stack, "burner");
      await stack.updated("up", "--expect-no-changes");
      expect((await scaleOf(stack, "burner")).wanted).to.be.at.least(wanted);
    } finally {
      const { failed, failures } = await stop();
      expect(failed, JSON.stringify(failures)).to.equal(0);
    }
  });

  it("to a fixed number and back to the autoscaler, with no moment of a single replica", async () => {
    const auto = { min: 3, max: 10, cpu: "70%" };
    const up = async (scaling: unknown) => {
      stack.configureService("burner", { scaling });
      await stack.updated("up");
    };
    expect(await fewestReady(stack, "burner", () => up(3))).to.be.at.least(2);
    await eventually("the fixed number runs", async () => {
      expect(await scaleOf(stack, "burner")).to.deep.equal({ wanted: 3, ready: 3 });
    });
    expect(await fewestReady(stack, "burner", () => up(auto))).to.equal(3);
    // Another owner of the number, as an autoscaler becomes one with the first that it writes.
    await kubectl("--namespace", stack.namespace, "scale", "deployment/burner", "--replicas=4");
    await eventually("four are ready, or more where the autoscaler has decided again meanwhile", async () => {
      const { wanted, ready } = await scaleOf(stack, "burner");
      expect(wanted).to.be.at.least(4);
      expect(ready).to.equal(wanted);
    });
    // An update for another reason leaves the number alone, and so does the fixed number of before when it comes back.
    stack.configureService("burner", { environment: { CHANGED: "once" } });
    expect(await fewestReady(stack, "burner", () => stack.updated("up"))).to.be.at.least(3);
    await up(3);
    expect((await scaleOf(stack, "burner")).wanted).to.equal(3);
  });
});
