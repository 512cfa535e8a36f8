import execa from "execa";
import { expect } from "chai";
import { moduleDirectory } from "../../embedded/toolchain/binaries";
import { ensureGo } from "../../embedded/toolchain/go";

/** Packages of the toolchain that have tests of their own. */
const TESTED = ["./cmd/network-policy-controller", "./cmd/network-policy-plugin"];

describe("the toolchain's own Go programs", function () {
  this.timeout(1_200_000);

  it("pass their own tests", async () => {
    const go = await ensureGo(() => undefined);
    const options = { cwd: moduleDirectory, env: go.environment, extendEnv: false, reject: false, all: true } as const;
    const { exitCode, all } = await execa(go.command, ["test", ...TESTED], options);
    expect(exitCode, all).to.equal(0);
    for (const name of TESTED) expect(all).to.match(new RegExp(`^ok\\s+\\S+${name.slice(1)}\\b`, "m"));
  });
});
