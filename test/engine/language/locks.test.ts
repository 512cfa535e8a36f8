import { expect } from "chai";
import * as fs from "node:fs";
import * as path from "node:path";
import { releaseStaleLocks } from "../../../operations/stale-locks";
import { eventually } from "../../support/eventually";
import { PulumiProject } from "../../support/pulumi-cli";

const LOCKED = "the stack is currently locked by 1 lock(s)";

describe("the lock of a stack, with the real CLI", function () {
  this.timeout(120_000);

  let project: PulumiProject;
  const program = (delay: number) => ({
    "index.ts": `module.exports = new Promise((resolve) => setTimeout(resolve, ${delay}));`,
  });
  before(async () => {
    project = await PulumiProject.create(program(0));
  });
  after(() => project.remove());

  it("is released when its holder was killed, and not before", async () => {
    const locks = path.join(project.home, "state/.pulumi/locks/organization/test/test");
    project.write(program(600_000));
    const up = project.start("up", "--yes", "--skip-preview");
    await eventually("the stack is locked", () =>
      fs.existsSync(locks) && fs.readdirSync(locks).some((name) => name.endsWith(".json"))
        ? Promise.resolve()
        : Promise.reject(new Error("not yet")),
    );
    expect(releaseStaleLocks(locks), "while it runs").to.deep.equal([]);
    up.process.kill("SIGKILL");
    await up.ended;
    project.write(program(0));
    expect((await project.run("up", "--yes", "--skip-preview")).output).to.contain(LOCKED);

    expect(releaseStaleLocks(locks)).to.deep.equal([up.process.pid]);
    const { code, output } = await project.run("up", "--yes", "--skip-preview");
    expect(code, output).to.equal(0);
  });
});
