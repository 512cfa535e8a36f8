import { expect } from "chai";
import { releaseStaleLocks } from "../../../operations/stale-locks";
import { eventually } from "../../support/eventually";
import { type LiveObject, PlatformStack, type RunningUpdate } from "../../support/platform-stack";
import { readState } from "../../support/state";

/** Rounds of the test with kills; each has one while everything is created and one while it is changed. */
const ROUNDS = 10;

/** Milliseconds in which a command that is told to end has ended, with everything that it started. */
const PROMPTLY = 20_000;

/** Kinds of which the program makes objects in the namespace; the cluster makes some of its own, which have other labels. */
const KINDS = "deployment,service,configmap,secret,serviceaccount,networkpolicy,resourcequota,limitrange";

describe("the program on the cluster: interrupted commands", function () {
  this.timeout(240_000);

  let stack: PlatformStack;

  before(async () => {
    stack = await PlatformStack.create();
    // Pods that end quickly: how long they take is not what is tested.
    stack.configureService("web", { drainTimeout: "1s" });
    change(0);
  });

  after(async () => {
    await stack.destroy();
  });

  /** Changes everything that can be changed in place: an object, a variable, and a file, which is a new ConfigMap. */
  function change(version: number): void {
    stack.configureService("web", {
      environment: { VERSION: String(version) },
      files: { "/etc/web/version": `version ${version}` },
    });
    stack.configure((config) => {
      config.namespace = { ...(config.namespace as object), quota: { pods: 20 + version, cpu: "8", memory: "16Gi" } };
    });
  }

  /** Waits until the engine has said so many things, or has ended. */
  async function reached(update: RunningUpdate, events: number): Promise<void> {
    let ended = false;
    void update.ended.then(() => (ended = true));
    await eventually(
      `the engine has said ${events} things`,
      () => (ended || update.events().length >= events ? Promise.resolve() : Promise.reject(new Error("not yet"))),
      { every: 10 },
    );
  }

  async function nothingRuns(): Promise<void> {
    await eventually(
      "no process is left",
      () => {
        expect(stack.processes()).to.deep.equal([]);
        return Promise.resolve();
      },
      { timeout: PROMPTLY },
    );
  }

  /** Kills the CLI after so many events, and nothing else: its plugins have to notice by themselves. */
  async function kill(events: number): Promise<boolean> {
    const update = stack.startUpdate("up");
    await reached(update, events);
    const running = update.process.exitCode === null;
    update.process.kill("SIGKILL");
    await nothingRuns();
    return running;
  }

  /**
   * Does what `npm run up` does after a command that was killed: releases its lock, and runs `up`. The engine keeps what the killed
   * command had begun to create until a refresh is told to forget it; by then each of it is recorded.
   */
  async function upAgain(): Promise<void> {
    releaseStaleLocks(stack.locks);
    await stack.updated("up");
    const { resources, pendingOperations } = readState(await stack.state());
    expect(resources.map(({ urn }) => urn)).to.include.members(pendingOperations.map(({ resource }) => resource.urn));
    if (pendingOperations.length === 0) return;
    const { changes } = await stack.updated("refresh", "--clear-pending-creates");
    expect(Object.keys(changes)).to.deep.equal(["same"]);
  }

  /** Fails unless the state, the cluster and the program say the same, each thing once. Returns the uids by name. */
  async function goalIsReached(version: number): Promise<Map<string, string>> {
    const { resources, pendingOperations } = readState(await stack.state());
    expect(pendingOperations).to.deep.equal([]);
    expect(resources.filter(({ delete: pending }) => pending)).to.deep.equal([]);
    expect(new Set(resources.map(({ urn }) => urn)).size).to.equal(resources.length);
    const recorded = resources
      .filter(({ type, id }) => type.startsWith("kubernetes:") && id?.includes("/"))
      .map(({ outputs }) => outputs!.metadata!.uid);
    const live = (await stack.get(KINDS)).filter(
      ({ metadata }) => metadata.labels?.["app.kubernetes.io/managed-by"] === "pulumi",
    );
    expect(live.map(({ metadata }) => metadata.uid)).to.have.members(recorded);
    const configMaps = live.filter(({ kind }) => kind === "ConfigMap") as (LiveObject & { data: object })[];
    expect(configMaps.map(({ data }) => data)).to.deep.equal([{ "etc.web.version": `version ${version}` }]);
    await stack.updated("preview", "--expect-no-changes");
    return new Map(
      live
        .filter(({ kind }) => kind !== "ConfigMap")
        .map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.uid]),
    );
  }

  it("Ctrl-C: the command ends promptly and leaves no process; the next up goes on", async () => {
    const update = stack.startUpdate("up");
    await eventually(
      "the workload is being created",
      () => {
        const step = update.events().find(({ resourcePreEvent: pre }) => pre?.metadata.type.endsWith(":Deployment"));
        expect(step).to.exist;
        return Promise.resolve();
      },
      { every: 10 },
    );
    // A terminal signals every process of the command's group.
    process.kill(-update.process.pid!, "SIGINT");
    const told = performance.now();
    const { code, output } = await update.ended;
    expect(performance.now() - told).to.be.below(PROMPTLY);
    expect(code, output).not.to.equal(0);
    expect(output).to.match(/cancel/i);
    await nothingRuns();
    // No lock is left, so nothing has to be released.
    await stack.updated("up");
    await goalIsReached(0);
  });

  it("Ctrl-C in a preview: ends promptly and changes nothing", async () => {
    const before = await stack.state();
    const preview = stack.startUpdate("preview");
    await reached(preview, 1);
    process.kill(-preview.process.pid!, "SIGINT");
    const told = performance.now();
    await preview.ended;
    expect(performance.now() - told).to.be.below(PROMPTLY);
    await nothingRuns();
    expect(readState(await stack.state())).to.deep.equal(readState(before));
    await stack.updated("destroy");
  });

  describe("kill -9 of up, and up again", () => {
    /** How many events an undisturbed run has, while it creates and while it changes. */
    let creating: number;
    let changing: number;
    const killed: string[] = [];

    before(async () => {
      change(1);
      creating = (await stack.updated("up")).events.length;
      change(2);
      changing = (await stack.updated("up")).events.length;
      await stack.updated("destroy");
    });

    for (let round = 0; round < ROUNDS; round += 1) {
      it(`at ${round * 10 + 5} % of its events, creating and changing: the goal is reached, nothing lost or doubled`, async () => {
        const point = (events: number) => Math.floor((events * (round + 0.5)) / ROUNDS);
        change(1);
        if (await kill(point(creating))) killed.push(`creating, after ${point(creating)} of ${creating} events`);
        await upAgain();
        const created = await goalIsReached(1);
        const password = (await stack.get<{ data: object }>("secret", "platform-secrets")).data;

        change(2);
        if (await kill(point(changing))) killed.push(`changing, after ${point(changing)} of ${changing} events`);
        await upAgain();
        expect(await goalIsReached(2), "the objects are the same as before").to.deep.equal(created);
        expect((await stack.get<{ data: object }>("secret", "platform-secrets")).data).to.deep.equal(password);
        await stack.updated("destroy");
      });
    }

    it("all of these runs were killed before their end", () => {
      expect(killed, killed.join("\n")).to.have.length(2 * ROUNDS);
    });
  });
});
