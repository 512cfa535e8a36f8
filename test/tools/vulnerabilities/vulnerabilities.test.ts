import { expect } from "chai";
import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { hashInputs } from "../../../embedded/toolchain/cache";
import { ensureGo } from "../../../embedded/toolchain/go";
import { ensureScanner } from "../../../tools/vulnerabilities/database";
import { judge, readExemptions } from "../../../tools/vulnerabilities/exemptions";
import { isClean, renderVulnerabilities } from "../../../tools/vulnerabilities";
import { readAudit } from "../../../tools/vulnerabilities/npm";
import { readMessages, scanProgram, type Vulnerability } from "../../../tools/vulnerabilities/scan";

describe("known vulnerabilities", () => {
  const one: Vulnerability = {
    id: "GO-1",
    summary: "bad",
    module: "example.org/m",
    version: "v1.0.0",
    fixed: "v1.0.1",
  };
  const other: Vulnerability = { ...one, module: "stdlib" };
  const exemption = { resource: "GO-1 example.org/m", owner: "platform", reason: "not called", expires: "2027-01-31" };
  const january = new Date("2027-01-31T12:00:00Z");

  describe("of a program that has some", function () {
    this.timeout(300_000);
    const source = path.join(__dirname, "vulnerable");
    let work: string;

    before(() => void (work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-vulnerable-"))));
    after(() => fs.rmSync(work, { recursive: true, force: true }));

    it("are found by the pinned scanner in the pinned database", async () => {
      const go = await ensureGo(() => {});
      const program = path.join(work, "vulnerable");
      await execa(go.command, ["build", "-trimpath", "-ldflags=-s -w", "-o", program, "."], {
        cwd: source,
        env: go.environment,
        extendEnv: false,
      });
      const scanner = await ensureScanner(() => {});
      const found = await scanProgram(scanner, program, hashInputs(source, ["."], []));
      expect(found).to.deep.include({
        id: "GO-2022-1059",
        summary: "Denial of service via crafted Accept-Language header in golang.org/x/text/language",
        module: "golang.org/x/text",
        version: "v0.3.5",
        fixed: "v0.3.8",
      });
      expect(
        found.every(({ module }) => module !== "stdlib"),
        "the pinned Go has none itself",
      ).to.equal(true);
    });

    it("are an error when the file is not a program, and not none", async () => {
      const scanner = await ensureScanner(() => {});
      fs.writeFileSync(path.join(work, "no-program"), "text");
      const error = await scanProgram(scanner, path.join(work, "no-program"), "no-program").catch((e: Error) => e);
      expect(error).to.be.instanceOf(Error);
    });
  });

  it("count once for each module, with the version that has them and the first that does not", () => {
    const messages = [
      { osv: { id: "GO-1", summary: "bad" } },
      { finding: { osv: "GO-1", fixed_version: "v1.0.1", trace: [{ module: "example.org/m", version: "v1.0.0" }] } },
      { finding: { osv: "GO-1", fixed_version: "v1.0.1", trace: [{ module: "example.org/m", version: "v1.0.0" }] } },
      { finding: { osv: "GO-1", fixed_version: "v1.0.1", trace: [{ module: "stdlib", version: "v1.0.0" }] } },
    ];
    const output = messages.map((message) => `${JSON.stringify(message, undefined, 2)}\n`).join("");
    expect(readMessages(output)).to.deep.equal([one, other]);
  });

  it("are exempt for one module until the last day of the exemption, and not a day longer", () => {
    expect(judge([one, other], [exemption], january)).to.deep.equal({ open: [other], exempt: [one], stale: [] });
    const later = judge([one, other], [exemption], new Date("2027-02-01T00:00:00Z"));
    expect(later).to.deep.equal({ open: [one, other], exempt: [], stale: [exemption] });
  });

  it("make an exemption stale that none of them needs", () => {
    expect(judge([other], [exemption], january).stale).to.deep.equal([exemption]);
  });

  it("are exempt by an owner, for a reason, until a day: an entry without one is refused", () => {
    const file = path.join(os.tmpdir(), `platform-exemptions-${process.pid}.json`);
    fs.writeFileSync(
      file,
      JSON.stringify([exemption, { ...exemption, reason: "" }, { ...exemption, expires: "soon" }]),
    );
    try {
      expect(() => readExemptions(file)).to.throw(/entry 2: an exemption needs reason\n.*entry 3: .*soon/s);
    } finally {
      fs.rmSync(file);
    }
    expect(readExemptions()).to.not.equal(undefined);
  });

  const report = { databaseDate: "2026-11-05", missing: [], stale: [], packages: readAudit("") };

  it("fail the check when one is open, an exemption is stale or a package has one", () => {
    expect(isClean({ ...report, programs: [{ name: "pulumi", open: [], exempt: 2 }] })).to.equal(true);
    expect(isClean({ ...report, programs: [{ name: "pulumi", open: [one], exempt: 0 }] })).to.equal(false);
    expect(isClean({ ...report, programs: [], stale: ["GO-1 example.org/m"] })).to.equal(false);
    const packages = readAudit('{"vulnerabilities":{"left":{"name":"left","severity":"high","range":"<2"}}}');
    expect(isClean({ ...report, programs: [], packages })).to.equal(false);
  });

  it("are shown with the program, and with what to do", () => {
    const text = renderVulnerabilities({ ...report, programs: [{ name: "pulumi", open: [one], exempt: 1 }] });
    expect(text).to.match(/1 known vulnerabilities, 1 exempt/);
    expect(text).to.match(/pulumi +GO-1 +example\.org\/m +v1\.0\.0 +v1\.0\.1 +bad\nUpdate the module/);
  });

  it("are said to be unknown, not absent, where programs are not built or the registry does not answer", () => {
    const text = renderVulnerabilities({ ...report, programs: [], missing: ["pulumi"] });
    expect(text).to.contain("Not checked here, because not built (npm run toolchain): pulumi.");
    expect(text).to.contain("npm packages: not checked here");
    expect(readAudit('{"message":"405 Method Not Allowed","error":{"summary":""}}')).to.deep.equal({
      kind: "not checked",
      reason: "the registry answers: 405 Method Not Allowed",
    });
    expect(readAudit('{"vulnerabilities":{}}')).to.deep.equal({ kind: "checked", vulnerabilities: [] });
  });
});
