import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as prettier from "prettier";
import versions from "../../versions.json";
import { clusterLayout, ensureClusterBinaries, startCluster } from "../../embedded/cluster";
import { repositoryRoot } from "../../embedded/paths";
import type { Report } from "../../embedded/report";
import { ensureImages } from "./images";
import { readReport, renderPage, type Case } from "./report";
import { exclusions, selections, type SelectionName } from "./selections";
import { ensureSuite } from "./suite";

/**
 * Runs a part of Kubernetes' own end-to-end suite on the embedded cluster, and keeps the result as a page.
 *
 * @param name which part
 * @param focus only cases whose title matches; then no page is written
 * @returns how each case ended
 */
export async function runSuite(name: SelectionName, focus: string | undefined, report: Report): Promise<Case[]> {
  const selection = selections[name];
  const layout = clusterLayout();
  const binaries = await ensureClusterBinaries(report);
  const cluster = await startCluster({ binaries, report });
  const suite = await ensureSuite(report);
  const repositories = await ensureImages({ suite, binaries, layout, cluster, report });
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-conformance-"));
  try {
    const json = path.join(work, "report.json");
    report(`running the cases; what they say is in ${path.join(layout.logs, `conformance-${name}.log`)}`);
    await execa(
      suite.program,
      [
        `--ginkgo.focus=${focus ?? selection.cases.source}`,
        ...exclusions.map(({ cases }) => `--ginkgo.skip=${cases.source}`),
        `--ginkgo.json-report=${json}`,
        "--ginkgo.timeout=6h",
        "--ginkgo.no-color",
        "--test.timeout=0",
        `--kubeconfig=${cluster.kubeconfig}`,
        `--kubectl-path=${binaries.path("kubectl")}`,
        "--provider=skeleton",
        "--num-nodes=1",
        "--disable-log-dump",
      ],
      {
        cwd: work,
        env: { KUBE_TEST_REPO_LIST: repositories },
        stdout: fs.openSync(path.join(layout.logs, `conformance-${name}.log`), "w", 0o600),
        stderr: "inherit",
        // A case that fails is a result.
        reject: false,
      },
    );
    if (!fs.existsSync(json)) throw new Error(`The suite ended without a report, see conformance-${name}.log.`);
    const cases = readReport(JSON.parse(fs.readFileSync(json, "utf8")), selection);
    if (focus === undefined) await writePage(name, cases);
    return cases;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function writePage(name: SelectionName, cases: readonly Case[]): Promise<void> {
  const page = path.join(repositoryRoot, "docs", "conformance", `${name}.md`);
  const text = renderPage(selections[name], cases, {
    date: new Date().toISOString().slice(0, 10),
    kubernetes: versions.tools.kubernetes,
    kernel: os.release(),
    command: `npm run conformance -- ${name}`,
  });
  fs.mkdirSync(path.dirname(page), { recursive: true });
  const options = await prettier.resolveConfig(page);
  fs.writeFileSync(page, await prettier.format(text, { ...options, parser: "markdown" }));
}
