import * as fs from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { toldErrors } from "../../support/engine-events";
import { eventually } from "../../support/eventually";
import { kubectl, PlatformStack } from "../../support/platform-stack";

/** Seconds in which a command has said what is wrong. */
const LIMIT = 60;

describe("the program on the cluster: a namespace that was deleted by hand", function () {
  this.timeout(300_000);

  let stack: PlatformStack;

  before(async () => {
    stack = await PlatformStack.create();
    await stack.updated("up");
    await kubectl("delete", "namespace", stack.namespace, "--wait");
    // A second service like the first, which the state does not know.
    const { config } = parse(fs.readFileSync(stack.file, "utf8")) as {
      config: { "platform:services": { web: Record<string, unknown> } };
    };
    stack.configureService("second", { ...config["platform:services"].web, name: "platform-second" });
  });

  after(async () => {
    await stack.destroy();
  });

  for (const command of ["preview", "up"] as const) {
    it(`${command}: says so at once, for each object that needs it, and what to do`, async () => {
      const { code, output, seconds, events } = await stack.update(command);
      expect(code, output).not.to.equal(0);
      expect(seconds).to.be.below(LIMIT);
      const errors = toldErrors(events);
      expect(errors, output).not.to.be.empty;
      for (const error of errors) {
        expect(error)
          .to.contain("platform-second")
          .and.contain(`namespace "${stack.namespace}" is in the stack's state but not in the cluster`)
          .and.contain("`pulumi up --refresh`");
      }
    });
  }

  it("up --refresh: creates everything again, the new service too, and both answer", async () => {
    await stack.updated("up", "--refresh");
    const { services } = await stack.outputs();
    for (const name of ["web", "second"]) {
      await eventually(`service ${name} answers`, async () =>
        expect((await fetch(services[name]!.url!)).status).to.equal(200),
      );
    }
    const preview = await stack.updated("preview", "--refresh", "--expect-no-changes");
    expect(Object.keys(preview.changes)).to.deep.equal(["same"]);
  });

  it("destroy: succeeds though the namespace is gone once more", async () => {
    await kubectl("delete", "namespace", stack.namespace, "--wait");
    const { seconds } = await stack.updated("destroy");
    expect(seconds).to.be.below(LIMIT);
  });
});
