import { expect } from "chai";
import * as fs from "node:fs";
import { previewPage } from "../../../operations/preview/html";
import { COMMENT_LIMIT, commentMarker, markdownComment } from "../../../operations/preview/markdown";
import { Mask } from "../../../operations/preview/mask";
import type { PreviewReport } from "../../../operations/preview/report";
import { previewInWords } from "../../../operations/preview/text";
import { goldenFile, reportOfSituation, SITUATIONS } from "./situations";

const plain = (_format: unknown, text: string) => text;

describe("the comment on a pull request", function () {
  this.timeout(60_000);

  for (const name of Object.keys(SITUATIONS)) {
    it(`about "${name}" is what was agreed (to agree to a change: node --import tsx test/operations/preview/situations.ts)`, () => {
      expect(markdownComment(reportOfSituation(name)).text).to.equal(fs.readFileSync(goldenFile(name), "utf8"));
    });
  }

  it("begins with the mark by which it is found again", () => {
    expect(markdownComment(reportOfSituation("nothing")).text.split("\n")[0]).to.equal(commentMarker("staging"));
  });

  it("has no text of others as Markdown or HTML but in blocks of code, which it cannot end", () => {
    const hostile = hostileReport();
    const { text } = markdownComment(hostile);
    const outside = text.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, "");
    const found = /.{0,80}(<img|\*\*bold|@everyone|\]\(javascript|<script).{0,80}/.exec(outside);
    expect(found?.[0]).to.equal(undefined);
    expect(previewPage(hostile)).not.to.match(/<img|<script/);
    expect(previewInWords(hostile, plain)).not.to.contain("\u001b");
  });

  it("has at most 65,000 characters, says how much is left out, and keeps the grave things", () => {
    const report = largeReport(3000);
    const { text, left } = markdownComment(report, undefined, "preview.full.md");
    expect(text.length).to.be.at.most(COMMENT_LIMIT);
    expect(Buffer.byteLength(text)).to.be.at.most(4 * COMMENT_LIMIT);
    expect(left).to.be.above(2000);
    expect(text).to.contain(`${left} entries do not fit into a comment. Everything is in <code>preview.full.md</code>`);
    expect(text).to.contain("[!CAUTION]");
    // Whole items are left out, never a part of a block.
    expect(text.match(/^```/gm)?.length ?? 0).to.satisfy((count: number) => count % 2 === 0);
    expect(markdownComment(report, Infinity).left).to.equal(0);
  });

  it("fits whatever the limit is", () => {
    for (const limit of [1000, 2000, 5000, 20_000]) {
      expect(markdownComment(largeReport(500), limit).text.length, String(limit)).to.be.at.most(limit);
    }
  });

  it("and every other form have no secret that the program put where nobody expects it", () => {
    const report = reportOfSituation("names");
    for (const text of [
      JSON.stringify(report),
      markdownComment(report).text,
      previewPage(report),
      previewInWords(report, plain),
    ])
      expect(text).not.to.contain("hunter2");
    // One that is known from elsewhere.
    const known = reportOfSituation("settings", new Mask(["eu"]));
    expect(JSON.stringify(known)).not.to.match(/"text":"eu"/);
  });
});

const HOSTILE =
  "</code><img src=x onerror=alert(1)>|`` ``` **bold** @everyone #1 [a](javascript:b)\n<script>\u001b[31m";

/** A report in which everything that others choose is hostile. */
function hostileReport(): PreviewReport {
  const report = reportOfSituation("removed-services");
  return {
    ...report,
    headline: HOSTILE,
    substitute: HOSTILE,
    changes: report.changes.map((change) => ({
      ...change,
      name: HOSTILE,
      owner: { ...change.owner, name: HOSTILE },
      effect: { data: HOSTILE, traffic: "stops", reason: HOSTILE },
      properties: [{ path: HOSTILE, kind: "add", after: { kind: "plain", text: HOSTILE }, forces: true }],
    })),
    radius: { services: [{ name: HOSTILE, why: { calls: HOSTILE } }], stores: [HOSTILE], hosts: [HOSTILE] },
    calls: [{ from: HOSTILE, to: HOSTILE }],
    policy: {
      compared: true,
      added: [
        {
          pack: "p",
          rule: HOSTILE,
          urn: `a::b::c::${HOSTILE}`,
          level: "mandatory",
          severity: "high",
          message: HOSTILE,
        },
      ],
      standing: [],
      gone: 0,
      undecided: [{ rule: HOSTILE, urn: "u", message: HOSTILE }],
      exemptions: [{ rule: HOSTILE, resource: HOSTILE, owner: HOSTILE, reason: HOSTILE, expires: HOSTILE, days: 1 }],
      passed: false,
    },
    drift: [{ urn: "u", name: HOSTILE, type: "a:b:C", what: "changed", properties: [] }],
    diagnostics: [{ severity: "error", message: HOSTILE, resource: HOSTILE }],
  };
}

/** A report with so many changed resources, each in a component of its own. */
function largeReport(count: number): PreviewReport {
  const report = reportOfSituation("removed-services");
  const changes = Array.from({ length: count }, (_, index) => {
    const change = report.changes[index % report.changes.length]!;
    return {
      ...change,
      name: `${change.name}-${index}`,
      owner: { ...change.owner, name: `${change.owner.name}-${index}` },
    };
  });
  return { ...report, changes };
}
