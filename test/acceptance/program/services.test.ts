import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { repositoryRoot } from "../../../embedded/paths";
import { eventually } from "../../support/eventually";
import { kubectl, PlatformStack } from "../../support/platform-stack";

/** Where the fixture is, in the repository as in the folder of the stack. */
const CLOCK = "test/fixtures/services/clock";

describe("the program on the cluster: a second service", function () {
  this.timeout(300_000);

  let stack: PlatformStack;

  before(async () => {
    stack = await PlatformStack.create();
    await stack.updated("up");
  });

  after(async () => {
    await stack.destroy();
  });

  it("in another language, by configuration alone", async () => {
    fs.cpSync(path.join(repositoryRoot, CLOCK), path.join(stack.directory, CLOCK), { recursive: true });
    const { clock } = parse(fs.readFileSync(path.join(repositoryRoot, CLOCK, "service.yaml"), "utf8")) as {
      clock: { build: object };
    };
    stack.configureService("clock", {
      ...clock,
      build: { ...clock.build, repository: `${stack.namespace}/clock` },
    });
    const web = await stack.get("deployment", "platform-web");
    await stack.updated("up");
    const { services } = await stack.outputs();
    const answer = await eventually("the service answers", async () => {
      const response = await fetch(services.clock!.url!);
      expect(response.status).to.equal(200);
      return (await response.json()) as { now: string };
    });
    expect(answer).to.include({ environment: "dev", zone: "UTC" });
    expect(Date.now() - Date.parse(answer.now)).to.be.within(-1000, 60_000);
    const process = await kubectl(
      ...["--namespace", stack.namespace, "exec", "deployment/clock", "--", "cat", "/proc/1/cmdline"],
    );
    expect(process).to.match(/^python3\0server\.py\0$/);
    // The first service has nothing of it.
    expect((await stack.get("deployment", "platform-web")).metadata).to.deep.equal(web.metadata);
    await stack.updated("preview", "--expect-no-changes");
  });

  it("taken out of the configuration again, goes alone", async () => {
    stack.configureService("clock", { needs: [] });
    stack.configure((config) => {
      const { clock: _, ...others } = config.services as Record<string, unknown>;
      config.services = others;
    });
    await stack.updated("up");
    expect((await stack.get("deployment,service")).map(({ metadata }) => metadata.name)).to.deep.equal([
      "platform-web",
      "platform-web",
    ]);
    const { services } = await stack.outputs();
    expect((await fetch(services.web!.url!)).status).to.equal(200);
  });
});
