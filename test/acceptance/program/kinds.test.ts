import { expect } from "chai";
import { toldErrors } from "../../support/engine-events";
import { eventually } from "../../support/eventually";
import { kubectl, PlatformStack, type LiveObject } from "../../support/platform-stack";

/** A program that writes a line into a volume at each start, and then runs until it is stopped. */
const KEEPER = [
  "const { appendFileSync } = require('node:fs');",
  "appendFileSync('/var/lib/keeper/starts', process.env.RELEASE + '\\n');",
  "process.on('SIGTERM', () => process.exit(0));",
  "setInterval(() => undefined, 1000);",
].join(" ");

/** A program that does what a migration does as far as a release can see it: it says why it fails, or ends well. */
const migration = (fault?: string) =>
  fault === undefined ? "console.log('migrated')" : `console.error(${JSON.stringify(fault)}); process.exit(3)`;

const SMALL = { requests: { memory: "64Mi", cpu: "50m" } };
const keeper = (release: string) => ({
  ...SMALL,
  kind: "worker",
  imageOf: "web",
  command: ["node", "-e", KEEPER],
  environment: { RELEASE: release },
  probes: { kind: "exec", command: ["node", "-e", "require('node:fs').accessSync('/var/lib/keeper/starts')"] },
  drainTimeout: "1s",
  volumes: { "/var/lib/keeper": { size: "8Mi" } },
  init: { prepare: { command: ["node", "-e", "require('node:fs').accessSync('/var/lib/keeper', 2)"] } },
});
const tick = {
  ...SMALL,
  kind: "cron",
  imageOf: "web",
  command: ["node", "-e", "console.log('tick')"],
  schedule: "* * * * *",
};
const migrate = (script: string) => ({
  ...SMALL,
  kind: "job",
  imageOf: "web",
  command: ["node", "-e", script],
  retries: 0,
  before: ["web"],
});

interface Run {
  status?: { succeeded?: number; failed?: number };
}

describe("the program on the cluster: services of every kind", function () {
  this.timeout(600_000);

  let stack: PlatformStack;

  const service = (key: string, value: object | undefined) =>
    stack.configure((config) => {
      const { [key]: _, ...others } = config.services as Record<string, object>;
      config.services = value === undefined ? others : { ...others, [key]: value };
    });
  const release = (name: string) => stack.configureService("web", { environment: { RELEASE: name } });
  const jobs = async (): Promise<(LiveObject & Run)[]> =>
    (await stack.get<Run>("job")).filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/name"] === "migrate");
  /** The release that the web service runs as, by its Deployment's pods. */
  const running = async () => {
    const selector = "app.kubernetes.io/name=platform-web";
    const path = "{.items[*].spec.containers[0].env[?(@.name=='RELEASE')].value}";
    const pods = ["get", "pods", "--selector", selector, "--field-selector", "status.phase=Running"];
    return kubectl("--namespace", stack.namespace, ...pods, "-o", `jsonpath=${path}`);
  };
  const answers = async () => {
    const { services } = await stack.outputs();
    expect((await fetch(services.web!.url!)).status).to.equal(200);
  };
  const starts = async () => {
    const file = ["exec", "deployment/keeper", "--container", "keeper", "--", "cat", "/var/lib/keeper/starts"];
    return (await kubectl("--namespace", stack.namespace, ...file)).trim().split("\n");
  };

  before(async () => {
    stack = await PlatformStack.create((config) => {
      const services = config.services as Record<string, object>;
      config.services = { ...services, keeper: keeper("1"), tick, migrate: migrate(migration()) };
    });
    release("1");
    await stack.updated("up");
  });

  after(async () => {
    // What is kept would keep its namespace.
    service("keeper", { ...keeper("last"), volumes: { "/var/lib/keeper": { size: "8Mi", keep: false } } });
    service("migrate", undefined);
    await stack.update("up");
    await stack.destroy();
  });

  it("come up together, and a second update changes nothing", async () => {
    expect(await starts()).to.deep.equal(["1"]);
    const done = await jobs();
    expect(done.map(({ status }) => status?.succeeded)).to.deep.equal([1]);
    await answers();
    await stack.updated("preview", "--refresh", "--expect-no-changes");
  });

  it("a cron runs when its time comes, and ends well", async () => {
    await eventually(
      "the cron has run",
      async () => {
        const cron = await stack.get<{ status?: { lastSuccessfulTime?: string } }>("cronjob", "tick");
        expect(cron.status?.lastSuccessfulTime).to.be.a("string");
      },
      { timeout: 180_000 },
    );
    const logs = await kubectl("--namespace", stack.namespace, "logs", "--selector", "app.kubernetes.io/name=tick");
    expect(logs).to.contain("tick");
  });

  describe("a job before a release", () => {
    const cause = 'relation "accounts" does not exist';
    let failed: string;

    it("that fails stops the release, its cause first, and the old version goes on", async () => {
      service("migrate", migrate(migration(cause)));
      release("2");
      const { code, events, output } = await stack.update("up");
      expect(code, output).not.to.equal(0);
      const [error = ""] = toldErrors(events);
      expect(error.split("\n").find((line) => line.includes("exit code"))).to.contain(cause);
      expect(error.indexOf(cause), error).to.be.within(0, 300);
      expect(error).not.to.match(/timed? ?out/i);
      expect(await running()).to.equal("1");
      await answers();
      failed = (await jobs()).find(({ status }) => status?.failed)!.metadata.uid;
    });

    it("runs anew with the next update, though nothing has changed", async () => {
      const { code, output } = await stack.update("up");
      expect(code, output).not.to.equal(0);
      expect(output).to.contain(cause);
      const [again] = (await jobs()).filter(({ status }) => status?.failed);
      expect(again?.metadata.uid).to.be.a("string").and.not.equal(failed);
      expect(await running()).to.equal("1");
      await answers();
    });

    it("lets the release go on when it succeeds, and leaves one Job", async () => {
      service("migrate", migrate(`${migration()}; // corrected`));
      await stack.updated("up");
      await eventually("the new version alone runs", async () => expect(await running()).to.equal("2"));
      expect((await jobs()).map(({ status }) => status?.succeeded)).to.deep.equal([1]);
      await answers();
      await stack.updated("preview", "--refresh", "--expect-no-changes");
    });
  });

  describe("a volume", () => {
    it("keeps its content over a release, whose new pod starts after the old one's end", async () => {
      service("keeper", keeper("2"));
      await stack.updated("up");
      expect(await starts()).to.deep.equal(["1", "2"]);
    });

    it("is refused when it is to shrink, and nothing is lost", async () => {
      service("keeper", { ...keeper("2"), volumes: { "/var/lib/keeper": { size: "4Mi" } } });
      const { code, events } = await stack.update("up");
      expect(code).not.to.equal(0);
      const [error = ""] = toldErrors(events);
      expect(error)
        .to.contain("keeper.var-lib-keeper")
        .and.match(/can not be less than|only dynamically provisioned/);
      expect(await starts()).to.deep.equal(["1", "2"]);
      service("keeper", keeper("2"));
      await stack.updated("up");
    });

    it("stays when its service is removed, and is the same when the service comes back", async () => {
      const claim = await stack.get("pvc", "keeper.var-lib-keeper");
      service("keeper", undefined);
      await stack.updated("up");
      expect((await stack.get("deployment")).map(({ metadata }) => metadata.name)).to.deep.equal(["platform-web"]);
      expect((await stack.get("pvc", "keeper.var-lib-keeper")).metadata.uid).to.equal(claim.metadata.uid);
      service("keeper", keeper("3"));
      await stack.updated("up");
      expect((await stack.get("pvc", "keeper.var-lib-keeper")).metadata.uid).to.equal(claim.metadata.uid);
      expect(await starts()).to.deep.equal(["1", "2", "3"]);
    });

    it("that is kept protects its namespace: the stack is not destroyed with it", async () => {
      const claim = await stack.get("pvc", "keeper.var-lib-keeper");
      const { code, events } = await stack.update("destroy");
      expect(code).not.to.equal(0);
      expect(toldErrors(events).join("\n")).to.contain("platform-namespace").and.contain("protect");
      // What is not protected may be gone by then; the next update makes it anew, with what the volume holds.
      expect((await stack.get("pvc", "keeper.var-lib-keeper")).metadata.uid).to.equal(claim.metadata.uid);
      await stack.updated("up");
      expect(await starts()).to.include.members(["1", "2", "3"]);
    });
  });
});
