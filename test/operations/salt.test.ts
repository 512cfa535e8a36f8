import { expect } from "chai";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";
import { hideSalts, saltOf, setSalt, withSalt } from "../../operations/salt";

describe("the salt in a stack file", () => {
  const text = "config:\n  # a remark\n  platform:debug: true\n";

  it("is added, replaced and removed, and nothing else changes", () => {
    const salted = `${text}encryptionsalt: v1:a=:b\n`;
    expect(withSalt(text, "v1:a=:b")).to.equal(salted);
    expect(withSalt(`encryptionsalt: v1:old\n${text}`, "v1:a=:b")).to.equal(salted);
    expect(withSalt(salted, "v1:a=:b")).to.equal(salted);
    expect(withSalt(salted, undefined)).to.equal(text);
    expect(withSalt(text, undefined)).to.equal(text);
  });

  it("is added on a line of its own to a file that does not end with one", () => {
    expect(withSalt("config: {}", "v1:a")).to.equal("config: {}\nencryptionsalt: v1:a\n");
  });
});

describe("the salt of this machine in a clone", () => {
  const ours = "v1:ab+/cd==:v1:ef/gh:ij+kl/==";
  const others = "v1:xx+/yy==:v1:ef/gh:ij+kl/==";
  let tree: string;
  let file: string;

  beforeEach(() => {
    tree = fs.mkdtempSync(path.join(os.tmpdir(), "platform-salt-test-"));
    file = path.join(tree, "Pulumi.dev.yaml");
    fs.copyFileSync(path.join(repositoryRoot, ".gitattributes"), path.join(tree, ".gitattributes"));
    fs.writeFileSync(file, "config:\n  platform:debug: true\n");
    git("init", "--quiet");
    commit();
  });
  afterEach(() => fs.rmSync(tree, { recursive: true }));

  const git = (...args: string[]) => {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    return execFileSync("git", [...identity, ...args], { cwd: tree, encoding: "utf8" });
  };
  const commit = () => {
    git("add", "--all");
    git("commit", "--quiet", "--message=test");
  };
  const added = () =>
    git("diff", "--unified=0")
      .split("\n")
      .filter((line) => /^[-+][^-+]/.test(line));

  it("leaves the working tree clean, and goes into no commit", async () => {
    await hideSalts(tree, ["v1:of-another-stack", ours]);
    await setSalt(file, ours);
    expect(git("status", "--porcelain")).to.equal("");
    fs.appendFileSync(file, "# changed\n");
    commit();
    expect(git("show", "HEAD:Pulumi.dev.yaml")).to.equal("config:\n  platform:debug: true\n# changed\n");
    expect(saltOf(file)).to.equal(ours);
  });

  it("is all that is hidden: every other change shows, and the salt of another passphrase too", async () => {
    await hideSalts(tree, [ours]);
    fs.writeFileSync(file, `config:\n  platform:debug: false\nencryptionsalt: ${ours}\n`);
    expect(added()).to.deep.equal(["-  platform:debug: true", "+  platform:debug: false"]);
    await setSalt(file, others);
    expect(added()).to.include(`+encryptionsalt: ${others}`);
  });

  it("is hidden no more once there is none, and where there is no clone nothing is done", async () => {
    await hideSalts(tree, [ours]);
    await hideSalts(tree, []);
    expect(fs.readFileSync(path.join(tree, ".git/config"), "utf8")).not.to.include("sed");
    await setSalt(file, ours);
    expect(added()).to.deep.equal([`+encryptionsalt: ${ours}`]);
    fs.rmSync(path.join(tree, ".git"), { recursive: true });
    await hideSalts(tree, [ours]);
  });

  it("stages nothing of the user's: neither a change of the file nor a file that git does not know yet", async () => {
    await hideSalts(tree, [ours]);
    fs.writeFileSync(file, "config:\n  platform:debug: false\n");
    await setSalt(file, ours);
    const fresh = path.join(tree, "Pulumi.fresh.yaml");
    fs.writeFileSync(fresh, "config: {}\n");
    await setSalt(fresh, ours);
    expect(git("status", "--porcelain").split("\n")).to.have.members([
      " M Pulumi.dev.yaml",
      "?? Pulumi.fresh.yaml",
      "",
    ]);
  });

  it("leaves the working tree clean when it is taken out again", async () => {
    await hideSalts(tree, [ours]);
    await setSalt(file, ours);
    await setSalt(file, undefined);
    await hideSalts(tree, []);
    expect(git("status", "--porcelain")).to.equal("");
  });

  it("is hidden in a further working tree of the clone", async () => {
    const further = path.join(tree, "further");
    git("worktree", "add", "--quiet", further);
    await hideSalts(further, [ours]);
    await setSalt(path.join(further, "Pulumi.dev.yaml"), ours);
    expect(git("-C", further, "status", "--porcelain")).to.equal("");
  });
});
