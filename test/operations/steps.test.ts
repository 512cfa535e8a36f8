import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";

const STEPS = `
  import { runSteps } from "./operations/steps";
  const wait = () => new Promise((resolve) => setTimeout(resolve, 150));
  const work = { title: "Work", run: async (report) => { report("half of it"); await wait(); } };
  const more = process.argv.includes("fail") ? [{ title: "Fault", run: async () => { throw new Error("the reason"); } }] : [];
  runSteps([work, ...more]).then((timings) => process.stdout.write(JSON.stringify(timings.map(({ title }) => title)) + "\\n"))
    .catch((error) => { process.stdout.write("thrown: " + error.message + "\\n"); });
`;

describe("steps", function () {
  this.timeout(60_000);

  let directory: string;
  before(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-steps-"))));
  after(() => fs.rmSync(directory, { recursive: true, force: true }));

  /** Runs them with standard output into a file, and standard error on a terminal of so many columns or into another file. */
  function run(columns: number | undefined, ...args: string[]): { stdout: string; stderr: string } {
    const [script, stdout, stderr] = ["steps.ts", "stdout", "stderr"].map((name) => path.join(directory, name));
    fs.writeFileSync(script!, STEPS.replace("./operations", path.join(repositoryRoot, "operations")));
    const command = `${process.execPath} --import tsx ${script} ${args.join(" ")} > ${stdout}`;
    const size = `stty rows 24 cols ${columns} <&2`;
    const [file, ...rest] =
      columns !== undefined
        ? ["script", "--quiet", "--return", "--command", `${size}; ${command}`, stderr!]
        : ["sh", "-c", `${command} 2> ${stderr}`];
    spawnSync(file, rest, { cwd: repositoryRoot, stdio: "ignore" });
    return { stdout: fs.readFileSync(stdout!, "utf8"), stderr: fs.readFileSync(stderr!, "utf8") };
  }

  it("are lines that change where standard error is a terminal, and leave standard output to programs", () => {
    const { stdout, stderr } = run(80);
    expect(stdout).to.equal('["Work"]\n');
    expect(stderr).to.contain("half of it").and.to.contain("\u001b[");
    expect(stderr).to.match(/✔ Work \(0\.\d s\)/);
  });

  it("are plain lines elsewhere", () => {
    const { stdout, stderr } = run(undefined);
    expect(stdout).to.equal('["Work"]\n');
    expect(stderr).to.match(/^ {2}Work: half of it\nWork \(0\.\d s\)\n$/);
  });

  it("are plain lines on a terminal that does not know its size", () => {
    const { stdout, stderr } = run(0);
    expect(stdout).to.equal('["Work"]\n');
    expect(stderr).to.match(/ {2}Work: half of it\r\nWork \(0\.\d s\)\r\n/);
  });

  for (const columns of [80, undefined]) {
    it(`give the error of the one that fails to the caller, ${columns ? "on a terminal" : "elsewhere"}`, () => {
      expect(run(columns, "fail").stdout).to.equal("thrown: the reason\n");
    });
  }
});
