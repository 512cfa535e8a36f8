import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { repositoryRoot } from "../../embedded/paths";

/** What the tests look at of a workflow of GitHub Actions. */
interface Workflow {
  on: unknown;
  permissions?: Record<string, string>;
  concurrency?: object;
  jobs: Record<string, GitHubJob>;
}

interface GitHubJob {
  "timeout-minutes"?: number;
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  environment?: string;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

/** And of a job of GitLab CI. */
interface GitLabJob {
  script?: string[];
  timeout?: string;
  resource_group?: string;
  environment?: string;
}

const read = (...parts: string[]) => fs.readFileSync(path.join(repositoryRoot, "ci", ...parts), "utf8");
const WORKFLOWS = fs.readdirSync(path.join(repositoryRoot, "ci/github")).filter((name) => name.endsWith(".yml"));
const workflow = (name: string) => parse(read("github", name)) as Workflow;

/** Keys of a pipeline of GitLab that are no jobs. */
const NO_JOBS = ["default", "variables", "stages"];

function gitlabJobs(): [string, GitLabJob][] {
  const all = parse(read("gitlab", ".gitlab-ci.yml")) as Record<string, GitLabJob>;
  return Object.entries(all).filter(([name]) => !NO_JOBS.includes(name) && !name.startsWith("."));
}

const scriptsOf = ({ script = [] }: GitLabJob) => script;

/** Every command that a pipeline runs, in one text. */
const commands = [
  ...WORKFLOWS.flatMap((name) =>
    Object.values(workflow(name).jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? "")),
  ),
  ...gitlabJobs().flatMap(([, job]) => scriptsOf(job)),
].join("\n");

describe("the pipelines", function () {
  this.timeout(120_000);

  it("call commands of the platform with options that it has", () => {
    const called = [...commands.replaceAll(/\\\n\s*/g, " ").matchAll(/npx platform ([a-z]+)([^\n;&|]*)/g)];
    expect(called.length).to.be.above(15);
    const help = new Map<string, string>();
    for (const [, name = "", rest = ""] of called) {
      if (!help.has(name)) {
        const args = ["--import", "tsx", "operations/main.ts", name, "--help"];
        help.set(name, execFileSync(process.execPath, args, { cwd: repositoryRoot, encoding: "utf8" }));
      }
      expect(help.get(name), name).to.contain(`platform ${name} `);
      for (const [option] of rest.matchAll(/--[a-z-]+/g))
        expect(help.get(name), `${name} ${option}`).to.contain(option);
    }
  });

  for (const name of WORKFLOWS) {
    describe(`of GitHub, ${name}`, () => {
      const { on, permissions, jobs, concurrency } = workflow(name);

      it("runs actions by commit, has no right that a job does not name, and ends in time", () => {
        expect(permissions).to.deep.equal({});
        for (const job of Object.values(jobs)) {
          expect(job["timeout-minutes"]).to.be.within(1, 60);
          expect(job.permissions).to.have.property("contents");
          expect(job.concurrency ?? concurrency ?? job.environment).not.to.equal(undefined);
          for (const { uses } of job.steps) if (uses !== undefined) expect(uses).to.match(/^[\w/-]+@[0-9a-f]{40}$/);
        }
      });

      it("gives no secret and no right to write to code of a fork", () => {
        expect(JSON.stringify(on)).not.to.contain("pull_request_target");
        if (!JSON.stringify(on).includes('"pull_request"')) return;
        expect(read("github", name)).not.to.match(/\$\{\{[^}]*secrets\./);
        for (const job of Object.values(jobs)) {
          expect(Object.values(job.permissions ?? {}).every((right) => right === "read")).to.equal(true);
        }
      });

      it("updates a stack once at a time, and cuts no update off", () => {
        for (const { steps, concurrency: own } of Object.values(jobs)) {
          const [, stack] =
            /platform up --stack (\w+)|promote .*--to (\w+)/.exec(steps.map(({ run }) => run).join("\n")) ?? [];
          if (stack === undefined) continue;
          expect(own).to.deep.equal({ group: `stack-${stack}`, "cancel-in-progress": false });
        }
      });
    });
  }

  it("of GitHub that may write to pull requests checks nothing of them out", () => {
    const { jobs } = workflow("preview-comment.yml");
    const checkout = jobs["comment"]!.steps.find(({ uses }) => uses?.startsWith("actions/checkout"));
    expect(checkout?.with?.["ref"]).to.equal("${{ github.event.repository.default_branch }}");
  });

  it("of GitLab update a stack once at a time", () => {
    for (const [name, job] of gitlabJobs()) {
      if (!/platform (up|promote)/.test(scriptsOf(job).join("\n"))) continue;
      expect(job.resource_group, name).to.equal(`stack-${job.environment}`);
    }
  });

  it("do the same on both forges", () => {
    const verbs = (text: string) => new Set([...text.matchAll(/npx platform ([a-z]+)/g)].map(([, verb]) => verb));
    const github = verbs(WORKFLOWS.map((name) => read("github", name)).join("\n"));
    expect(verbs(read("gitlab", ".gitlab-ci.yml"))).to.deep.equal(github);
  });
});
