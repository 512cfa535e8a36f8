import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vm from "node:vm";
import { expect } from "chai";

type Run = (exports: object, require: unknown, module: object, file: string, directory: string) => void;

// eslint-disable-next-line @typescript-eslint/no-require-imports
const compiled = require("../../policy/compiled.cjs") as (root: string) => Map<string, Run>;

describe("the compiled sources of a pack", () => {
  let root: string;
  const write = (name: string, text: string) => {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const folder = () => path.join(root, "node_modules/.cache/platform-policy");
  const kept = () => fs.readdirSync(folder()).sort();

  /** What a module exports. */
  const exportsOf = (name: string): unknown => {
    const file = path.join(root, name);
    const module = { exports: {} };
    compiled(root).get(file)!(module.exports, undefined, module, file, path.dirname(file));
    return module.exports;
  };

  beforeEach(() => {
    root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "platform-compiled-test-")), "policy");
    write("node_modules/@pulumi/policy/package.json", "{}");
    write("lib/answer.ts", "export const answer: number = 42;\n");
    write("config/settings.ts", "no TypeScript at all");
  });
  afterEach(() => fs.rmSync(path.dirname(root), { recursive: true }));

  it("are the modules of its folders, packages and settings excepted", () => {
    expect([...compiled(root).keys()]).to.deep.equal([path.join(root, "lib/answer.ts")]);
    expect(exportsOf("lib/answer.ts")).to.have.property("answer", 42);
  });

  it("are kept until a source changes, is added or goes", () => {
    compiled(root);
    const first = kept();
    compiled(root);
    expect(kept()).to.deep.equal(first);

    write("lib/answer.ts", "export const answer: string = 'another';\n");
    expect(exportsOf("lib/answer.ts")).to.have.property("answer", "another");
    expect(kept()).to.have.lengthOf(2).and.not.to.include.members(first);

    write("rules/more.ts", "export {};\n");
    expect(compiled(root).size).to.equal(2);
    fs.rmSync(path.join(root, "rules/more.ts"));
    expect(compiled(root).size).to.equal(1);
  });

  it("are also the readers beside the package, whose changes count as well", () => {
    write("../formats/file/reader.ts", "export const format: string = 'first';\n");
    expect([...compiled(root).keys()].sort()).to.deep.equal([
      path.join(root, "../formats/file/reader.ts"),
      path.join(root, "lib/answer.ts"),
    ]);
    expect(exportsOf("../formats/file/reader.ts")).to.have.property("format", "first");
    write("../formats/file/reader.ts", "export const format: string = 'another';\n");
    expect(exportsOf("../formats/file/reader.ts")).to.have.property("format", "another");
  });

  it("come with the code of every function in them, which is taken as it is and of no account where it cannot be", () => {
    write("lib/answer.ts", "export const answer = (): string => { const never = () => 'called'; return never(); };\n");
    compiled(root);
    const [text, code] = kept().map((name) => path.join(folder(), name));
    const source = fs.readFileSync(text!, "utf8");
    // Under another name, for V8 knows the text already.
    const lazy = new vm.Script(source, { filename: "lazy.cjs" }).createCachedData();
    const cachedData = fs.readFileSync(code!);
    expect(cachedData.length).to.be.greaterThan(1.3 * lazy.length);
    expect(new vm.Script(source, { filename: text, cachedData }).cachedDataRejected).to.equal(false);

    fs.writeFileSync(code!, "of another Node.js");
    const { answer } = exportsOf("lib/answer.ts") as { answer: () => string };
    expect(answer()).to.equal("called");
  });

  it("are compiled each time where they cannot be kept", () => {
    write("node_modules/.cache", "in the way of the folder");
    expect(exportsOf("lib/answer.ts")).to.have.property("answer", 42);
    expect(exportsOf("lib/answer.ts")).to.have.property("answer", 42);
  });

  it("name what does not compile", () => {
    write("lib/broken.ts", "export const = 1;\n");
    expect(() => compiled(root)).to.throw(/lib\/broken\.ts/);
  });
});
