import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";
import * as program from "../../features/rehearsal/config";
import { ENVIRONMENTS } from "../../features/environment/config";
import {
  rehearsalFile,
  rehearsalStack,
  rehearsalTarget,
  rehearsedBy,
  rehearsedStacks,
  writeRehearsalFile,
} from "../../operations/rehearsal/place";
import { differencesInWords, planRehearsal } from "../../operations/rehearsal/plan";
import { removeTraces } from "../../operations/pulumi";

describe("a rehearsal's place", () => {
  let work: string;
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-rehearsal-"));
    environment = { PLATFORM_STATE: work, PATH: "" };
  });
  afterEach(() => fs.rmSync(work, { recursive: true }));

  it("has the name that the program expects", () => {
    expect(ENVIRONMENTS.map(rehearsalStack)).to.deep.equal(ENVIRONMENTS.map(program.rehearsalStack));
  });

  it("is in the state directory, readable by its owner alone, and says which stacks are rehearsed", () => {
    expect(rehearsedStacks(environment)).to.deep.equal([]);
    writeRehearsalFile("production", "config: {}\n", environment);
    const file = rehearsalFile("production", environment);
    expect(path.relative(work, file)).to.equal("pulumi/rehearsals/Pulumi.production-rehearsal.yaml");
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
    expect(rehearsedStacks(environment)).to.deep.equal(["production"]);
    expect(rehearsedBy("production-rehearsal", environment)).to.equal("production");
    expect(rehearsedBy("production", environment)).to.equal(undefined);
    expect(rehearsedBy("other-rehearsal", environment)).to.equal(undefined);
  });

  it("is the embedded cluster and state, also where the user is logged in elsewhere", () => {
    const own = { ...environment, PULUMI_BACKEND_URL: "file:///home/me/state" };
    expect(rehearsalTarget("staging", own)).to.deep.equal({
      stack: "staging-rehearsal",
      cli: "embedded",
      backend: "embedded",
      cluster: "embedded",
    });
  });

  it("is left without a trace of its state, and with all of the others", () => {
    const state = path.join(work, "pulumi/state/.pulumi");
    const kept = [
      "stacks/platform-deployment/production.json",
      "stacks/platform-deployment/production-rehearsal-2.json",
      "stacks/other/production-rehearsal.json",
      "locks/organization/platform-deployment/dev/1.json",
    ];
    const gone = [
      "stacks/platform-deployment/production-rehearsal.json.bak",
      "backups/platform-deployment/production-rehearsal/production-rehearsal.1.json",
      "history/platform-deployment/production-rehearsal/production-rehearsal-1.history.json",
      "locks/organization/platform-deployment/production-rehearsal/1.json",
    ];
    for (const file of [...kept, ...gone]) {
      fs.mkdirSync(path.dirname(path.join(state, file)), { recursive: true });
      fs.writeFileSync(path.join(state, file), "{}");
    }
    removeTraces("production-rehearsal", environment);
    const left = fs.readdirSync(state, { recursive: true, encoding: "utf8" });
    expect(left).to.include.members(kept);
    expect(left.filter((file) => gone.some((one) => one.startsWith(file) && file.includes("rehearsal")))).to.deep.equal(
      [],
    );
  });
});

describe("the plan of a rehearsal", function () {
  this.timeout(120_000);

  it("comes from a process that sees nothing of the user's environment, and lists what differs", async () => {
    process.env["PULUMI_CONFIG"] = "{}";
    try {
      const plan = await planRehearsal("staging", 0.2);
      expect(plan).to.include({ stack: "staging-rehearsal", namespace: "platform-staging-rehearsal" });
      const words = differencesInWords("staging", plan);
      expect(words).to.match(/^target +target\.cluster\.context +platform-staging +platform-embedded$/m);
      expect(words).to.match(/^requests and limits .* 1 +0\.2$/m);
    } finally {
      delete process.env["PULUMI_CONFIG"];
    }
  });

  it("is refused for a stack that there is not, with those that there are", async () => {
    const message = await planRehearsal("stagin", undefined).then(
      () => "none",
      (error: unknown) => (error as Error).message,
    );
    expect(message).to.match(/No stack named stagin.*Known: .*staging/);
  });

  for (const [args, message] of [
    [["--stack", "staging", "--rehearse", "--factor", "2"], /Allowed: a number from 0\.01 to 1/],
    [["--stack", "staging", "--rehearse", "--factor", "half"], /Allowed: a number from 0\.01 to 1/],
    [["--stack", "dev", "--factor", "0.5"], /--factor is for rehearsals/],
    [["--stack", "stagin", "--rehearse"], /No stack named stagin/],
  ] as const) {
    it(`makes and writes nothing with ${args.join(" ")}`, () => {
      const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-rehearsal-"));
      try {
        const { status, stderr } = spawnSync(
          process.execPath,
          ["--import", "tsx", "operations/main.ts", "up", ...args],
          {
            cwd: repositoryRoot,
            encoding: "utf8",
            env: {
              PATH: process.env.PATH,
              HOME: work,
              PLATFORM_CACHE: path.join(work, "cache"),
              PLATFORM_STATE: path.join(work, "state"),
              PLATFORM_RUN: path.join(work, "run"),
            },
          },
        );
        expect(stderr).to.match(message);
        expect(status).to.equal(1);
        expect(fs.readdirSync(work)).to.deep.equal([]);
      } finally {
        fs.rmSync(work, { recursive: true });
      }
    });
  }
});
