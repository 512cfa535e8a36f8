import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import { list, type ReadEntry } from "tar";
import { packContext } from "../../../engine/docker/context/archive";
import { contextDigest, goFileMode } from "../../../engine/docker/context/digest";
import { contextEntries } from "../../../engine/docker/context/files";

describe("build context", () => {
  let context: string;
  let dockerfile: string;

  const write = (name: string, content: string, mode = 0o644): void => {
    const file = path.join(context, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    fs.chmodSync(file, mode);
  };

  beforeEach(() => {
    context = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "context-")));
    dockerfile = path.join(context, "Dockerfile");
    write("Dockerfile", "FROM base\n");
    write("a.txt", "dot\n");
    write("a/one", "one\n", 0o4711);
    write("b/deep/x.sh", "x\n", 0o755);
    write("node_modules/x/f", "big\n");
    write("node_modules/x/keep", "keep\n");
    write("z.log", "l\n");
    write(".dockerignore", "node_modules\n!node_modules/x/keep\n*.log\n");
    fs.mkdirSync(path.join(context, "empty"));
  });
  afterEach(() => fs.rmSync(context, { recursive: true, force: true }));

  const names = (): string[] => contextEntries(context, dockerfile).map((entry) => entry.name);
  const digest = (): Promise<string> => contextDigest(context, dockerfile);

  describe("files", () => {
    it("are all that the ignore file leaves, in the order of a walk", () => {
      expect(names()).to.deep.equal([
        ".dockerignore",
        "Dockerfile",
        "a",
        "a/one",
        "a.txt",
        "b",
        "b/deep",
        "b/deep/x.sh",
        "empty",
        "node_modules",
        "node_modules/x",
        "node_modules/x/keep",
      ]);
    });

    it("follow the Dockerfile's own ignore file before the context's", () => {
      write("Dockerfile.dockerignore", "*\n!a.txt\n");
      expect(names()).to.deep.equal(["a.txt"]);
    });

    it("follow an ignore file beside a Dockerfile elsewhere, not one in the context that is of another Dockerfile", () => {
      write("Dockerfile.dockerignore", "*\n");
      write("docker/Dockerfile", "FROM base\n");
      dockerfile = path.join(context, "docker", "Dockerfile");
      expect(names()).to.include("a.txt").and.not.to.include("z.log");
      write("docker/Dockerfile.dockerignore", "*\n!b\n");
      expect(names()).to.deep.equal(["b", "b/deep", "b/deep/x.sh"]);
    });

    const patterns: [what: string, pattern: string, left: string[]][] = [
      ["plus signs and a wildcard", "o++*", ["app", "app/(internal)", "app/(internal)/f", "app/+page.test.ts", "a|b"]],
      ["plus signs", "o++o", ["app", "app/(internal)", "app/(internal)/f", "app/+page.test.ts", "a|b"]],
      [
        "a plus sign behind a wildcard",
        "**/+page.test.ts",
        ["app", "app/(internal)", "app/(internal)/f", "a|b", "o++o"],
      ],
      ["parentheses", "app/(internal)", ["app", "app/+page.test.ts", "a|b", "o++o"]],
      ["a bar", "a|b", ["app", "app/(internal)", "app/(internal)/f", "app/+page.test.ts", "o++o"]],
    ];
    for (const [what, pattern, left] of patterns) {
      it(`are left out by a pattern with ${what}, and no others`, () => {
        const own = path.join(context, "c");
        for (const name of ["c/o++o", "c/a|b", "c/app/(internal)/f", "c/app/+page.test.ts"]) write(name, "");
        write("Dockerfile.dockerignore", `${pattern}\n`);
        expect(contextEntries(own, dockerfile).map(({ name }) => name)).to.deep.equal(left);
      });
    }

    it("are left out by a pattern that begins with # behind a space, which is not a comment", () => {
      write("#x", "");
      write(".dockerignore", "#a.txt\n #x\n");
      expect(names()).to.include("a.txt").and.not.to.include("#x");
    });

    it("are not listed when a pattern is malformed, which is said with its line", () => {
      write(".dockerignore", "*.log\n\nb/[a\n");
      expect(names).to.throw(".dockerignore:3: the pattern b/[a has a [ without its ]");
      write(".dockerignore", "!\n");
      expect(names).to.throw(".dockerignore:1: the pattern ! is an exception from nothing");
      write(".dockerignore", "\\q*\n");
      expect(names).to.throw(".dockerignore:1: the pattern \\q* is not one that Docker can use");
    });

    it("include no sockets and pipes, which have no content", async () => {
      const { execFileSync } = await import("node:child_process");
      execFileSync("mkfifo", [path.join(context, "pipe")]);
      expect(names()).not.to.include("pipe");
    });
  });

  describe("digest", () => {
    it("is what the official algorithm gives, computed with Go", async () => {
      expect(await digest()).to.equal("a3b9809404c1789dbca963b8e18600d520d12c12b82000038f0cd574f17c71bb");
    });

    it("prints modes as Go does", () => {
      expect([0, 0o100644, 0o100755, 0o120777, 0o104711, 0o102755, 0o040755, 0o101777].map(goFileMode)).to.deep.equal([
        "----------",
        "-rw-r--r--",
        "-rwxr-xr-x",
        "Lrwxrwxrwx",
        "urwx--x--x",
        "grwxr-xr-x",
        "drwxr-xr-x",
        "trwxrwxrwx",
      ]);
    });

    const changes: [what: string, change: () => void][] = [
      ["a file's content", () => write("a.txt", "other\n")],
      ["a file's mode", () => fs.chmodSync(path.join(context, "a.txt"), 0o755)],
      ["a file's name", () => fs.renameSync(path.join(context, "a.txt"), path.join(context, "c.txt"))],
      ["a new file", () => write("new", "")],
      ["a removed file", () => fs.rmSync(path.join(context, "a.txt"))],
      ["an excepted file in an excluded directory", () => write("node_modules/x/keep", "changed\n")],
      ["the Dockerfile", () => write("Dockerfile", "FROM other\n")],
      ["the ignore file", () => write(".dockerignore", "node_modules\n")],
      ["where a link leads", () => fs.symlinkSync("a.txt", path.join(context, "link"))],
    ];
    for (const [what, change] of changes) {
      it(`changes with ${what}`, async () => {
        const before = await digest();
        change();
        expect(await digest()).not.to.equal(before);
      });
    }

    it("stays for ignored files, times and links that lead nowhere", async () => {
      fs.symlinkSync("nowhere", path.join(context, "link"));
      const before = await digest();
      write("node_modules/x/f", "changed\n");
      write("other.log", "new\n");
      fs.utimesSync(path.join(context, "a.txt"), 1, 1);
      expect(await digest()).to.equal(before);
    });

    it("counts a Dockerfile from outside the context by its content", async () => {
      const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), "dockerfile-"));
      const file = path.join(elsewhere, "Other");
      fs.writeFileSync(file, "FROM one\n");
      const before = await contextDigest(context, file);
      fs.writeFileSync(file, "FROM two\n");
      expect(await contextDigest(context, file)).not.to.equal(before);
      fs.rmSync(elsewhere, { recursive: true });
    });
  });

  describe("archive", () => {
    const unpack = async (file: string): Promise<Record<string, string>> => {
      const packed = packContext(context, file);
      const entries: Record<string, string> = { dockerfile: packed.dockerfile };
      const archive = path.join(os.tmpdir(), `archive-${process.pid}.tar`);
      fs.writeFileSync(archive, await buffer(packed.stream));
      const contents: Promise<void>[] = [];
      await list({
        file: archive,
        onReadEntry: (entry: ReadEntry) => {
          const mode = (entry.mode ?? 0).toString(8);
          expect([entry.uid ?? 0, entry.gid ?? 0, entry.uname ?? ""], entry.path).to.deep.equal([0, 0, ""]);
          contents.push(
            entry.concat().then((content) => {
              entries[entry.path.replace(/^\.\//, "")] =
                entry.type === "Directory" ? mode : `${mode} ${content.toString()}`;
            }),
          );
        },
      });
      await Promise.all(contents);
      fs.rmSync(archive);
      return entries;
    };

    it("holds what is not ignored, with modes, without owners", async () => {
      if (process.getuid?.() === 0) fs.chownSync(path.join(context, "a.txt"), 1234, 1234);
      expect(await unpack(dockerfile)).to.deep.equal({
        dockerfile: "Dockerfile",
        ".dockerignore": "644 node_modules\n!node_modules/x/keep\n*.log\n",
        Dockerfile: "644 FROM base\n",
        "a/": "755",
        "a/one": "4711 one\n",
        "a.txt": "644 dot\n",
        "b/": "755",
        "b/deep/": "755",
        "b/deep/x.sh": "755 x\n",
        "empty/": "755",
        "node_modules/": "755",
        "node_modules/x/": "755",
        "node_modules/x/keep": "644 keep\n",
      });
    });

    it("holds the Dockerfile and the ignore file even when they are ignored", async () => {
      write(".dockerignore", "*\n");
      expect(Object.keys(await unpack(dockerfile))).to.have.members(["dockerfile", "Dockerfile", ".dockerignore"]);
    });

    it("takes a Dockerfile from outside along under a name of its own", async () => {
      const outside = path.join(os.tmpdir(), `Dockerfile-${process.pid}`);
      fs.writeFileSync(outside, "FROM elsewhere\n");
      const entries = await unpack(outside);
      expect(entries.dockerfile).to.match(/^\.dockerfile\.[0-9a-f]{20}$/);
      expect(entries[entries.dockerfile!]).to.equal("644 FROM elsewhere\n");
      fs.rmSync(outside);
    });
  });
});
