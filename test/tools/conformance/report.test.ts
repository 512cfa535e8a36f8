import { expect } from "chai";
import { readReport, renderPage } from "../../../tools/conformance/report";
import { selections } from "../../../tools/conformance/selections";

const spec = (text: string, state: string, more: object = {}): object => ({
  ContainerHierarchyTexts: ["[sig-network] Netpol", "NetworkPolicy between server and client"],
  LeafNodeType: "It",
  LeafNodeText: `${text} [Feature:NetworkPolicy]`,
  State: state,
  RunTime: 12_400_000_000,
  ...more,
});

const report = [
  {
    SpecReports: [
      { ContainerHierarchyTexts: null, LeafNodeType: "BeforeSuite", LeafNodeText: "", State: "passed", RunTime: 1 },
      spec("should deny", "passed"),
      spec("should allow | some", "failed", { Failure: { Message: "refused\nat line 3" } }),
      spec("should hang", "timedout"),
      spec("should allow SCTP [Feature:SCTPConnectivity]", "skipped"),
      spec("should be somewhere else", "skipped", { Failure: { Message: "only on Windows" } }),
      spec("should come later", "skipped"),
      { ...spec("", "passed"), LeafNodeText: "of another feature" },
    ],
  },
];

describe("the report of Kubernetes' own cases", () => {
  const selection = selections["network-policies"];
  const cases = readReport(report, selection);

  it("has each case of the selection, with how it ended and why", () => {
    expect(cases.map(({ result, reason }) => [result, reason])).to.deep.equal([
      ["passed", undefined],
      ["failed", "refused"],
      ["failed", "timedout"],
      ["skipped", "needs a kernel with SCTP, which few have and nothing here uses"],
      ["skipped", "only on Windows"],
      ["skipped", "was not reached"],
    ]);
    expect(cases[0]).to.deep.include({ seconds: 12 });
    expect(cases[0]!.title).to.equal(
      "[sig-network] Netpol NetworkPolicy between server and client should deny [Feature:NetworkPolicy]",
    );
  });

  it("has cases by their titles, also as the suite looks for them: with its own name before", () => {
    const titles = [
      "[sig-network] DNS should provide DNS for services [Conformance]",
      "[sig-node] Pods should be updated [NodeConformance] [Conformance]",
      "[sig-network] Netpol should deny [Feature:NetworkPolicy]",
      "[sig-storage] Volumes [Conformance]",
    ];
    for (const before of ["", "Kubernetes e2e suite "]) {
      const found = Object.values(selections).map((one) => titles.filter((title) => one.cases.test(before + title)));
      expect(found).to.deep.equal([[titles[2]], [titles[0]], [titles[1]]]);
    }
  });

  it("is refused if it is none", () => {
    expect(() => readReport({ SpecReports: [] }, selection)).to.throw();
  });

  it("becomes a page with the counts, the versions and the command", () => {
    const circumstances = { date: "2026-11-30", kubernetes: "1.35.4", kernel: "6.1.0", command: "npm run x" };
    const page = renderPage(selection, cases, circumstances);
    expect(page).to.contain("1 passed, 2 failed, 3 skipped.");
    expect(page).to.contain("Made by `npm run x` on the embedded cluster, 2026-11-30: Kubernetes 1.35.4, Linux 6.1.0.");
    expect(page).to.contain("should allow \\| some [Feature:NetworkPolicy] | refused |");
    const reversed = renderPage(selection, cases.toReversed(), circumstances);
    expect(reversed, "the order of the suite, which is another each time, is not seen").to.equal(page);
    expect(page.indexOf("## Failed")).to.be.below(page.indexOf("## Passed"));
    const passed = cases.filter(({ result }) => result === "passed");
    expect(renderPage(selection, passed, circumstances)).to.not.contain("## Failed");
  });
});
