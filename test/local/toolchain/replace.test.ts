import { expect } from "chai";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { replaceFunctions, type Replacement } from "../../../local/toolchain/replace";

const ORIGINAL = 'func greet() string {\n\tif true {\n\t\treturn "hello"\n\t}\n\treturn ""\n}\n';
const REST = "\nfunc other() {\n}\n";

describe("a function of a dependency, replaced", () => {
  let work: string;
  const MODULE = "example.org/greeter/pkg";
  let replacement: Replacement;
  const place = (...parts: string[]) => path.join(work, ...parts);
  const write = (file: string, content: string, mode = 0o644) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content, { mode });
  };
  const replace = (...more: Replacement[]) =>
    replaceFunctions(place("root"), MODULE, [replacement, ...more], place("original"), place("output"));

  beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-replace-test-"));
    write(place("original/a/greet.go"), `package a\n\n${ORIGINAL}${REST}`, 0o444);
    write(place("original/a/greet_test.go"), "package a\n");
    write(place("root/go.mod"), "module example\n");
    write(place("root/go.sum"), "sums\n");
    write(place("root/new.go"), '// Why.\nfunc greet() string {\n\treturn "$& hello"\n}\n');
    fs.mkdirSync(place("output"));
    replacement = {
      file: "a/greet.go",
      begins: "func greet(",
      sha256: crypto.createHash("sha256").update(ORIGINAL).digest("hex"),
      source: "new.go",
    };
  });
  afterEach(() => fs.rmSync(work, { recursive: true, force: true }));

  it("is the only thing that changes, and only in a copy", () => {
    const modfile = replace();
    expect(fs.readFileSync(modfile, "utf8")).to.equal(
      "module example\n\nreplace example.org/greeter/pkg => ./.replaced/greeter\n",
    );
    expect(fs.readFileSync(place("output/go.sum"), "utf8")).to.equal("sums\n");
    expect(fs.readFileSync(place("root/.replaced/greeter/a/greet.go"), "utf8")).to.equal(
      `package a\n\nfunc greet() string {\n\treturn "$& hello"\n}\n${REST}`,
    );
    expect(fs.readFileSync(place("original/a/greet.go"), "utf8")).to.contain(ORIGINAL);
    expect(fs.readdirSync(place("root/.replaced/greeter/a"))).to.deep.equal(["greet.go"]);
  });

  it("may be one of several", () => {
    write(place("original/b/part.go"), `package b\n\n${ORIGINAL.replaceAll("greet", "part")}`);
    write(place("root/part.go"), 'func part() string {\n\treturn "bye"\n}\n');
    const sha256 = crypto.createHash("sha256").update(ORIGINAL.replaceAll("greet", "part")).digest("hex");
    replace({ file: "b/part.go", begins: "func part(", sha256, source: "part.go" });
    expect(fs.readFileSync(place("root/.replaced/greeter/a/greet.go"), "utf8")).to.contain("$& hello");
    expect(fs.readFileSync(place("root/.replaced/greeter/b/part.go"), "utf8")).to.contain("bye");
  });

  it("is written anew each time, also over a copy that is read-only or half finished", () => {
    write(place("root/.replaced/greeter/a/greet.go"), "package broken", 0o444);
    write(place("root/.replaced/greeter/left/over.go"), "package left");
    replace();
    expect(fs.readFileSync(place("root/.replaced/greeter/a/greet.go"), "utf8")).to.contain("$& hello");
    expect(fs.existsSync(place("root/.replaced/greeter/left"))).to.equal(false);
  });

  it("is refused when upstream has changed it, with both hashes and what to do", () => {
    write(place("original/b/greet.go"), `package a\n\n${ORIGINAL.replace("hello", "welcome")}`);
    replacement.file = "b/greet.go";
    expect(() => replace()).to.throw(
      /b\/greet\.go.*is not the one.*SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}.*Compare both/,
    );
  });

  it("is refused when there is no such function", () => {
    replacement.begins = "func vanish(";
    expect(() => replace()).to.throw('there is no function "func vanish(...)"');
  });
});
