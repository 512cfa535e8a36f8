import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../../../embedded/paths";
import { PulumiProject } from "../../support/pulumi-cli";

describe("random plugin, with the real CLI", function () {
  this.timeout(120_000);

  const recordings = path.join(repositoryRoot, "test/recordings/random");
  let project: PulumiProject;

  before(async () => {
    project = await PulumiProject.create({
      "index.ts": fs.readFileSync(path.join(recordings, "program.ts.txt"), "utf8"),
      "Pulumi.yaml":
        'name: random-recording\nruntime: {name: nodejs, options: {typescript: false, nodeargs: "--import tsx"}}\n',
    });
    await project.succeed("stack", "init", "rec");
    await project.succeed("stack", "import", "--file", path.join(recordings, "1-create.state.json"));
    await project.succeed("config", "set", "stage", "create");
  });
  after(() => project.remove());

  it("goes on with the official plugin's state without a change, also after a refresh", async () => {
    expect(await project.succeed("up", "--yes", "--skip-preview")).to.contain("11 unchanged");
    expect(await project.succeed("refresh", "--yes", "--skip-preview")).to.contain("11 unchanged");
    expect(await project.succeed("preview")).to.contain("11 unchanged");
  });

  for (const [stage, property] of [
    ["fail-length", "length"],
    ["fail-classes", "length"],
    ["fail-empty", "numeric"],
  ] as const) {
    it(`names the input that is wrong (${stage})`, async () => {
      await project.succeed("config", "set", "stage", stage);
      const { code, output } = await project.run("preview");
      expect(code).not.to.equal(0);
      expect(output).to.match(new RegExp(`resource 'bad': property ${property} value .* has a problem: `));
    });
  }

  it("replaces what was replaced in the recording", async () => {
    await project.succeed("config", "set", "stage", "replace");
    const output = await project.succeed("up", "--yes", "--skip-preview");
    expect(output).to.contain("8 replaced").and.to.contain("3 unchanged");
    expect(await project.succeed("preview")).to.contain("11 unchanged");
  });

  it("takes over values that exist", async () => {
    project.write({
      "index.ts": `
        import * as random from "@pulumi/random";
        const text = new random.RandomString("taken-text", { length: 8 }, { import: "abcDEF12" });
        const id = new random.RandomId("taken-id", { byteLength: 4, prefix: "p-" }, { import: "p-,cC8ujg" });
        export const values = [text.result, id.hex];`,
    });
    expect(await project.succeed("up", "--yes", "--skip-preview")).to.contain("2 imported");
    const values = JSON.parse(await project.succeed("stack", "output", "values", "--json")) as string[];
    expect(values).to.deep.equal(["abcDEF12", "p-702f2e8e"]);
    expect(project.processes()).to.deep.equal([]);
  });
});
