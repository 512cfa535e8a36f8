import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { allRules } from "../../policy/generate";
import { readStackFile, stackNames } from "../../policy/generate/stack-file";
import { isStackRule, rank } from "../../policy/lib/rule";
import { PACKS, ruleFiles, RULES, rulesOf } from "../../policy/lib/rules";

/** Rules of severity critical or high that are advisory in production, each with the reason. This list may only shrink. */
const ADVISORY_THOUGH_GRAVE: Readonly<Record<string, string>> = {};

describe("the rules", () => {
  const packs = allRules();
  const all = Object.values(packs).flat();
  const files = PACKS.flatMap((pack) => ruleFiles(pack));

  it("have names that are unique over all packs, and short enough for the engine", () => {
    expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length);
    expect(all.filter(({ id }) => id.length > 100 || id === "all")).to.deep.equal([]);
  });

  it("are in the folders of the packs", () => expect(readdirSync(RULES).sort()).to.deep.equal([...PACKS].sort()));

  it("are refused under another name than that of their file", () => {
    const module = require.cache[ruleFiles("docker")[0]!] as { exports: unknown };
    const { exports } = module;
    try {
      for (const other of [{ default: { ...packs.docker[0], id: "docker-other" } }, {}]) {
        module.exports = other;
        expect(() => rulesOf("docker")).to.throw("must export a rule of its own name");
      }
    } finally {
      module.exports = exports;
    }
  });

  it("have the prefix of their pack, and are in the folder of their subject", () => {
    const prefixes = { kubernetes: "k8s-", aws: "aws-", docker: "docker-", pulumi: "pulumi-" };
    for (const pack of PACKS) {
      expect(packs[pack].filter(({ id }) => !id.startsWith(prefixes[pack])).map(({ id }) => id)).to.deep.equal([]);
    }
  });

  it("each have a test of their own", () => {
    const untested = files.filter((file) => {
      const folder = dirname(relative(RULES, file));
      return !existsSync(join("test/policy/rules", folder, `${basename(file, ".ts")}.test.ts`));
    });
    expect(untested).to.deep.equal([]);
  });

  for (const rule of all) {
    it(`${rule.id} says what, why and what to do`, () => {
      expect(rule.title).to.match(/^[A-Z`].*[^.]$/s);
      expect(rule.why)
        .to.match(/^[A-Z`0-9]|^[a-z]+[A-Z/-]/s)
        .and.match(/\.$/);
      expect(rule.fix).to.match(/^[A-Z`].*\.$/s);
      expect(rule.fields).not.to.deep.equal([]);
      for (const schema of Object.values(
        (rule.parameters ?? {}) as Record<string, { description?: string; default?: unknown }>,
      )) {
        expect(schema.description).to.match(/\.$/);
        expect(schema.default).not.to.equal(undefined);
      }
    });
  }

  it("that are critical or high are mandatory in production", () => {
    const lenient = all
      .filter(({ severity, levels }) => ["critical", "high"].includes(severity) && levels.production !== "mandatory")
      .map(({ id }) => id)
      .filter((id) => !(id in ADVISORY_THOUGH_GRAVE));
    expect(lenient).to.deep.equal([]);
  });

  it("are nowhere stricter in dev than in production", () => {
    expect(all.filter(({ levels }) => rank(levels.dev) > rank(levels.production))).to.deep.equal([]);
  });

  it("use no clock, no environment, no file and no network", () => {
    const wrong = files.filter((file) =>
      /\bnew Date\b|\bDate\.|\bprocess\.\w+\(|\bprocess\.env|from "node:(?!path")|\bfetch\(|\brequire\(|\bMath\.random\b/.test(
        readFileSync(file, "utf8"),
      ),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("are judged by inputs or by the whole stack, never by both in one", () => {
    expect(all.filter((rule) => isStackRule(rule) && "check" in rule)).to.deep.equal([]);
  });

  for (const stack of stackNames()) {
    it(`the stack ${stack} states its rules without a fault, and each exemption with its reason`, () => {
      for (const { reason, owner } of readStackFile(stack, all).exemptions) {
        expect(reason).to.match(/\w+ \w+/);
        expect(owner).not.to.equal("");
      }
    });
  }
});
