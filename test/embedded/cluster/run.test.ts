import { expect } from "chai";
import { ClusterError } from "../../../embedded/cluster/errors";
import { run, tryRun, type RunOptions } from "../../../embedded/cluster/run";
import { waitUntil } from "../../../embedded/cluster/wait";

/** The error of a program that must succeed and does not. */
async function failureOf(script: string, options: RunOptions = {}): Promise<ClusterError> {
  const error: unknown = await run("sh", ["-c", script], options).then(
    (stdout) => `it succeeded: ${stdout}`,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClusterError)) throw new Error(String(error));
  return error;
}

describe("programs that the cluster runs", () => {
  afterEach(() => delete process.env.PLATFORM_TIMEOUT_FACTOR);

  it("gives what the program wrote, with the input and the environment it was given", async () => {
    const options = { input: "in", environment: { WHERE: "out" }, cwd: "/" };
    expect(await run("sh", ["-c", 'echo "$(cat) $WHERE $PWD"'], options)).to.equal("in out /\n");
  });

  it("tells by the code how a program ended", async () => {
    const codeOf = async (script: string) => (await tryRun("sh", ["-c", script])).code;
    expect(await codeOf("exit 0")).to.equal(0);
    expect(await codeOf("exit 7")).to.equal(7);
    expect(await codeOf("kill -TERM $$")).to.equal(143);
    const absent = await tryRun("/no/such/program", []);
    expect(absent.code).to.equal(127);
    expect(absent.stderr).to.contain("ENOENT");
  });

  it("fails with the program's own words and the remedy", async () => {
    const error = await failureOf("echo why >&2; exit 7", { remedy: "do this" });
    expect(error.message)
      .to.contain("failed with exit code 7")
      .and.to.contain("What to do: do this")
      .and.contain("why");
    expect((await failureOf("exit 7")).message).to.contain("What to do: read the program's output below");
  });

  it("says of a program that takes too long that it was killed for that, and what a slow machine needs", async () => {
    const error = await failureOf("echo so far; exec sleep 60", { timeout: 200 });
    expect(error.message).to.contain("did not end within 0.2 s and was killed");
    expect(error.message)
      .to.contain("What to do: if the machine is only slow, give each step more time with PLATFORM_TIMEOUT_FACTOR=5")
      .and.contain("so far");
    const advised = await failureOf("exec sleep 60", { timeout: 50, remedy: "do this" });
    expect(advised.message).to.contain("What to do: do this; if the machine is only slow");
  });

  it("does not say so of a program that something else killed", async () => {
    expect((await failureOf("kill -KILL $$")).message).to.contain("failed with exit code 137");
  });

  it("is as patient as the user", async () => {
    process.env.PLATFORM_TIMEOUT_FACTOR = "3";
    expect((await failureOf("exec sleep 60", { timeout: 100 })).message).to.contain("did not end within 0.3 s");
    const never = waitUntil("the end", { limit: 500, interval: 10 }, () => "not yet");
    const error = await never.catch((thrown: unknown) => thrown as ClusterError);
    expect(String(error)).to.contain("timed out after 2 s waiting for the end (last seen: not yet)");
  });
});
