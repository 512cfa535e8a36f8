import { expect } from "chai";
import { execFileSync } from "node:child_process";

describe("stack files", () => {
  it("are committed without an encryption salt, which belongs to the passphrase of one machine", () => {
    // What is committed, not what lies in the working tree, where `up` writes the line (and has git leave it out).
    const files = execFileSync("git", ["ls-tree", "--name-only", "HEAD"])
      .toString()
      .split("\n")
      .filter((name) => /^Pulumi\..+\.yaml$/.test(name));
    expect(files).to.have.length.greaterThan(2);
    const salted = files.filter((name) =>
      /^encryptionsalt:/m.test(execFileSync("git", ["show", `HEAD:${name}`]).toString()),
    );
    expect(salted).to.deep.equal([]);
  });
});
