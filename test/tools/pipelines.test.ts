import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../../embedded/paths";
import { lintPipelines } from "../../tools/pipelines";

describe("the linters of the pipelines", function () {
  this.timeout(600_000);
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "platform-pipelines-"));
    fs.cpSync(path.join(repositoryRoot, "ci"), path.join(root, "ci"), { recursive: true });
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const edit = (file: string, from: string, to: string) => {
    const text = fs.readFileSync(path.join(root, file), "utf8");
    expect(text).to.contain(from);
    fs.writeFileSync(path.join(root, file), text.replace(from, to));
  };

  it("find nothing in ours, and each fault that is planted", async function () {
    const { linters, findings } = await lintPipelines(root, () => undefined);
    if (linters.length === 0) this.skip();
    expect(findings.join("\n")).to.equal("");
    edit("ci/github/main.yml", "runs-on: ubuntu-24.04", "runs-on: ubuntu-latst");
    edit("ci/github/pull-request.yml", "on: pull_request", "on: pull_request_target");
    edit("ci/releases.sh", 'mkdir -p "$work/releases"', "mkdir -p $work/releases");
    const planted = (await lintPipelines(root, () => undefined)).findings.join("\n");
    expect(planted).to.match(/^actionlint:[\s\S]*ubuntu-latst/m);
    expect(planted).to.match(/^zizmor:[\s\S]*dangerous-triggers/m);
    expect(planted).to.match(/^shellcheck:[\s\S]*SC2086/m);
  });
});
