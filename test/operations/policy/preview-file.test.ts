import { expect } from "chai";
import * as fs from "node:fs";
import * as path from "node:path";
import YAML from "yaml";
import { repositoryRoot } from "../../../embedded/paths";
import { previewFile } from "../../../operations/policy/preview-file";

const NAME = "Pulumi.staging.yaml";
const initial = "encryptionsalt: v1:new=:v1:a:b==\n";
const config = "config:\n  # a remark\n  platform:debug: true # another one\n  platform:list: [1, 2]\n";
const made = (text: string) => previewFile(NAME, text, initial);
const parsed = (text: string) => YAML.parse(made(text)) as Record<string, unknown>;
const wanted = { config: { "platform:debug": true, "platform:list": [1, 2] }, encryptionsalt: "v1:new=:v1:a:b==" };

describe("the stack file of a preview with a state of its own", () => {
  it("has the salt of that state, once, whether or not the stack file has been used", () => {
    for (const text of [
      config,
      config.trimEnd(),
      `${config}encryptionsalt: v1:old=:v1:c:d==\n`,
      `encryptionsalt: v1:old=:v1:c:d==\n${config}`,
      `${config}encryptionsalt: "v1:old" # of this machine\n`,
      `${config}"encryptionsalt": v1:old\n`,
      `${config}encryptionsalt: >-\n  v1:old\n`,
      `${config}secretsprovider: awskms://alias/pulumi\nencryptedkey: AQIC\n`,
      `${config}secretsprovider: passphrase\nencryptionsalt: v1:old\n`,
      `${config}encryptionsalt: v1:old\n`.replaceAll("\n", "\r\n"),
      `${config}encryptionsalt: v1:old\n# the last remark\n`,
      `${config}encryptionsalt:\n`,
      `---\n${config}encryptionsalt: v1:old\n`,
    ]) {
      expect(parsed(text), text).to.deep.equal(wanted);
      expect(made(text).match(/encryptionsalt/g), text).to.have.length(1);
    }
  });

  it("says all else that the stack file says, remarks included", () => {
    const text = `environment:\n  - shop/staging\n${config}encryptionsalt: v1:old\n`;
    expect(parsed(text)).to.deep.equal({ environment: ["shop/staging"], ...wanted });
    expect(made(text)).to.contain("# a remark").and.to.contain("# another one");
  });

  it("has every other value as it is written", () => {
    const values = "config:\n  a: 017\n  b: yes\n  c: 1_000\n  d: 'x'\n  e: 2026-11-29\n  f: [ 1,2 ]\n";
    expect(made(`${values}encryptionsalt: v1:old\n`)).to.equal(`${values}${initial}`);
    expect(made(`encryptionsalt: v1:old\n${values}`)).to.equal(`${values}${initial}`);
  });

  it("is what the new state began with where the stack file says nothing", () => {
    for (const text of ["", "\n", "# nothing yet\n", "---\n"]) expect(made(text)).to.equal(initial);
  });

  it("has no salt where the new state has none", () => {
    expect(previewFile(NAME, `${config}encryptionsalt: v1:old\n`, "")).to.equal(config);
  });

  it("keeps the encryption without which its secret values cannot be read", () => {
    for (const secret of [
      "config:\n  platform:token:\n    secure: v1:abc\n",
      "config:\n  platform:service:\n    tokens:\n      - name: a\n      - secure: v1:abc\n",
      "config: { platform:token: { secure: v1:abc } }\n",
    ]) {
      const text = `${secret}encryptionsalt: v1:old\n`;
      expect(made(text), secret).to.equal(text);
    }
  });

  it("does not take every key of that name for a secret value", () => {
    const text = "config:\n  platform:cookie:\n    secure: true\n    path: /\nencryptionsalt: v1:old\n";
    expect(parsed(text)).to.deep.include({ encryptionsalt: "v1:new=:v1:a:b==" });
    const outside = "secure: yes\nconfig: {}\nencryptionsalt: v1:old\n";
    expect(parsed(outside)).to.deep.include({ encryptionsalt: "v1:new=:v1:a:b==", secure: "yes" });
  });

  it("names the file and the line of a stack file that nothing can read", () => {
    const twice = `${config}encryptionsalt: v1:a\nencryptionsalt: v1:b\n`;
    expect(() => made(twice)).to.throw(/^Pulumi\.staging\.yaml cannot be read: Map keys must be unique at line 6/);
    expect(() => made("{ config: { a: 1 }, encryptionsalt: v1:a }")).to.throw(/^Pulumi\.staging\.yaml must have each/);
    expect(() => made("config: [")).to.throw(/^Pulumi\.staging\.yaml cannot be read: .* at line 1/);
  });

  it("is the stack file of the project with that line for each of them", () => {
    for (const stack of ["dev", "staging", "production"]) {
      const text = fs.readFileSync(path.join(repositoryRoot, `Pulumi.${stack}.yaml`), "utf8");
      const unused = text.replace(/^encryptionsalt:.*\n/m, "");
      expect(made(unused)).to.equal(`${unused}${initial}`);
      expect(made(`${unused}encryptionsalt: v1:old\n`)).to.equal(`${unused}${initial}`);
    }
  });
});
