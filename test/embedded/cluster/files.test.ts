import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { removeIfEmpty, writeFileAtomically } from "../../../embedded/cluster/files";

describe("files of the cluster", () => {
  let directory: string;
  beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-files-test-"))));
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  it("are written whole, for their owner alone, and only when they change", () => {
    const file = path.join(directory, "new", "file");
    expect(writeFileAtomically(file, "one")).to.equal(true);
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
    expect(fs.statSync(path.dirname(file)).mode & 0o777).to.equal(0o700);
    const { ino } = fs.statSync(file);
    expect(writeFileAtomically(file, "one", 0o644), "the same").to.equal(false);
    expect([fs.statSync(file).ino, fs.statSync(file).mode & 0o777]).to.deep.equal([ino, 0o644]);
    expect(writeFileAtomically(file, "two")).to.equal(true);
    expect(fs.readFileSync(file, "utf8")).to.equal("two");
    expect(fs.readdirSync(path.dirname(file)), "no temporary file is left").to.deep.equal(["file"]);
  });

  it("a directory is removed when it is empty, and stays with all its files otherwise", () => {
    removeIfEmpty(path.join(directory, "absent"));
    fs.writeFileSync(path.join(directory, "somebody's"), "");
    removeIfEmpty(directory);
    expect(fs.readdirSync(directory)).to.deep.equal(["somebody's"]);
    fs.rmSync(path.join(directory, "somebody's"));
    removeIfEmpty(directory);
    expect(fs.existsSync(directory)).to.equal(false);
  });
});
