import { expect } from "chai";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cachedPath, ensureCached, hashInputs, withLock } from "../../../embedded/toolchain/cache";

describe("toolchain cache", () => {
  let work: string;
  const before = process.env.PLATFORM_CACHE;

  beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-cache-test-"));
    process.env.PLATFORM_CACHE = path.join(work, "cache");
  });
  afterEach(() => {
    if (before === undefined) delete process.env.PLATFORM_CACHE;
    else process.env.PLATFORM_CACHE = before;
    fs.rmSync(work, { recursive: true, force: true });
  });

  const tree = (name: string, files: Record<string, string>) => {
    for (const [file, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(work, name, file)), { recursive: true });
      fs.writeFileSync(path.join(work, name, file), content);
    }
    return path.join(work, name);
  };

  describe("the key", () => {
    const files = { "go.mod": "module a\n", "cmd/a/main.go": "package main\n" };
    const key = (root: string, settings = ["-trimpath"]) => hashInputs(root, ["go.mod", "cmd/a"], settings);

    it("is the same for the same content in another folder", () => {
      expect(key(tree("one", files))).to.equal(key(tree("two", files)));
    });

    for (const [what, changed] of Object.entries({
      "a changed byte": { ...files, "go.mod": "module b\n" },
      "a further file in a folder": { ...files, "cmd/a/more.go": "package main\n" },
      "a line break that moved from one file to the next": {
        "go.mod": "module a",
        "cmd/a/main.go": "\npackage main\n",
      },
    })) {
      it(`differs for ${what}`, () => {
        expect(key(tree("one", files))).not.to.equal(key(tree("two", changed)));
      });
    }

    it("differs for another setting", () => {
      const root = tree("one", files);
      expect(key(root)).not.to.equal(key(root, ["-trimpath", "-race"]));
    });
  });

  it("publishes a directory only when it is complete", async () => {
    const failing = ensureCached("thing", "1", (directory) => {
      fs.writeFileSync(path.join(directory, "half"), "");
      return Promise.reject(new Error("disk full"));
    });
    const error = await failing.then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.equal("disk full");
    expect(fs.readdirSync(path.dirname(cachedPath("thing", "1")))).to.deep.equal([]);
  });

  it("makes a directory once, however many want it at the same time", async () => {
    const make = (content: string) => (directory: string) => {
      fs.writeFileSync(path.join(directory, "file"), content);
      return Promise.resolve();
    };
    const [one, two] = await Promise.all([
      ensureCached("thing", "1", make("a")),
      ensureCached("thing", "1", make("b")),
    ]);
    expect(one).to.equal(two);
    expect(await ensureCached("thing", "1", () => Promise.reject(new Error("made again")))).to.equal(one);
    expect(fs.readdirSync(path.dirname(one))).to.deep.equal(["thing-1"]);
  });

  it("lets one process work at a time and tells the others whom they wait for", async () => {
    const order: string[] = [];
    const said: string[] = [];
    let finish: () => void = () => {};
    const first = withLock(
      "build",
      () => {},
      async () => {
        order.push("first begins");
        await new Promise<void>((resolve) => (finish = resolve));
        order.push("first ends");
      },
    );
    while (order.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = withLock(
      "build",
      (message) => {
        said.push(message);
        finish();
      },
      () => {
        order.push("second");
        return Promise.resolve();
      },
    );
    await Promise.all([first, second]);
    expect(order).to.deep.equal(["first begins", "first ends", "second"]);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(new RegExp(`waiting for process ${process.pid} `));
  });

  it("takes over the lock of a process that was killed", async function () {
    this.timeout(30_000);
    const script = `require("${path.resolve("embedded/toolchain/cache")}").withLock("build", () => {}, () => { console.log("held"); return new Promise(() => setInterval(() => {}, 1000)); });`;
    const child = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGKILL");
    let ran = false;
    await withLock(
      "build",
      () => {},
      () => {
        ran = true;
        return Promise.resolve();
      },
    );
    expect(ran).to.equal(true);
  });
});
