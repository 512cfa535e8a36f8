import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { failureCode } from "../../../operations/arguments.mjs";
import { repositoryRoot } from "../../../embedded/paths";

/** Runs the command without what prepares the machine. None of these gets as far as a cluster. */
function platform(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const main = path.join(repositoryRoot, "operations/main.ts");
  return spawnSync(process.execPath, ["--import", "tsx", main, ...args], {
    cwd: repositoryRoot,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
}

describe("platform policy", function () {
  this.timeout(60_000);

  it("ends with 2 where it could not judge, so that CI does not take it for a broken rule", () => {
    const stranger = platform(["policy", "--stack", "prodction"]);
    expect(stranger.stderr).to.contain('did you mean "production"?');
    expect(stranger.status).to.equal(2);
    const option = platform(["policy", "--undecided", "never"]);
    expect(option.stderr).to.contain("Allowed choices are fail, later");
    expect(option.status).to.equal(2);
    const variable = platform(["policy"], { PLATFORM_TIMEOUT_FACTOR: "0" });
    expect(variable.stderr).to.contain("PLATFORM_TIMEOUT_FACTOR");
    expect(variable.status).to.equal(2);
  });

  it("says the exit codes in its help, which is no failure", () => {
    const { status, stdout } = platform(["policy", "--help"]);
    expect(status).to.equal(0);
    expect(stdout).to.contain("Exit code: 0 all mandatory rules are kept, 1 one is broken, 2 it could not be judged.");
  });

  it("ends with 2 where it cannot even begin, and other commands with 1", () => {
    expect(["policy", "up", "", "cluster"].map((command) => failureCode([command]))).to.deep.equal([2, 1, 1, 1]);
    expect(platform(["up", "--stak"]).status).to.equal(1);
  });
});
