import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as prettier from "prettier";
import versions from "../../versions.json";
import { repositoryRoot } from "../../embedded/paths";
import type { Report } from "../../embedded/report";
import { IsolatedCluster } from "../isolated-cluster";
import { ensureTools, pushImages } from "./images";
import { readReport, renderPage, type Case } from "./report";
import { exclusions, selections, type SelectionName } from "./selections";
import { ensureSuite, type Suite } from "./suite";

/**
 * Runs a part of Kubernetes' own end-to-end suite on an embedded cluster that is made for it, and keeps the result as a page.
 *
 * @param name which part
 * @param focus only cases whose title matches; then no page is written
 * @returns how each case ended
 * @throws Error when the cluster does not start, the suite ends without a report or runs no case, or the process is told to end, which
 *   it does when the cluster is gone
 */
export async function runSuite(name: SelectionName, focus: string | undefined, report: Report): Promise<Case[]> {
  const selection = selections[name];
  const suite = await ensureSuite(report);
  const tools = await ensureTools(report);
  const interruption = new AbortController();
  const { signal } = interruption;
  const interrupt = (): void =>
    interruption.abort(new Error("Interrupted. The cluster is removed, and no page was written."));
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const cluster = await IsolatedCluster.create(report);
  try {
    report("starting a cluster in a network of its own");
    const { code, stderr } = await cluster.cluster("start");
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`The cluster did not start:\n${stderr}`);
    const repositories = await pushImages(cluster, suite, tools, report);
    signal.throwIfAborted();
    const json = path.join(cluster.directory, "report.json");
    const log = path.join(repositoryRoot, "node_modules", ".cache", "conformance", `${name}.log`);
    report(`running the cases; what they say is in ${log}`);
    await runCases({ cluster, suite, repositories, cases: focus ?? selection.cases.source, json, log, signal }, report);
    signal.throwIfAborted();
    if (!fs.existsSync(json)) throw new Error(`The suite ended without a report, see ${log}.`);
    const cases = readReport(JSON.parse(fs.readFileSync(json, "utf8")), selection);
    if (cases.every(({ result }) => result === "skipped"))
      throw new Error(`The suite ran none of the cases, see ${log}.`);
    if (focus === undefined) await writePage(name, cases);
    return cases;
  } finally {
    await cluster.dispose();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** What running the cases takes. */
interface Run {
  cluster: IsolatedCluster;
  suite: Suite;
  /** The file that tells the suite where its images are. */
  repositories: string;
  /** Which cases: an expression over their titles. */
  cases: string;
  /** The file for the suite's report. */
  json: string;
  /** The file for what the suite says. */
  log: string;
  /** Ends the cases. */
  signal: AbortSignal;
}

/** Runs the cases to their end, whatever comes of them: one that fails is a result. */
async function runCases(
  { cluster, suite, repositories, cases, json, log, signal }: Run,
  report: Report,
): Promise<void> {
  const child = cluster.spawn("env", [
    `--chdir=${cluster.directory}`,
    `KUBE_TEST_REPO_LIST=${repositories}`,
    suite.program,
    `--ginkgo.focus=${cases}`,
    ...exclusions.map((excluded) => `--ginkgo.skip=${excluded.cases.source}`),
    `--ginkgo.json-report=${json}`,
    "--ginkgo.timeout=6h",
    "--ginkgo.no-color",
    "--test.timeout=0",
    `--kubeconfig=${cluster.layout.kubeconfig}`,
    `--kubectl-path=${cluster.binaries.path("kubectl")}`,
    "--provider=skeleton",
    "--num-nodes=1",
    "--disable-log-dump",
  ]);
  signal.addEventListener("abort", () => void child.kill("SIGTERM"));
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const file = fs.createWriteStream(log, { mode: 0o600 });
  let ended = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.pipe(file, { end: false });
  }
  // The suite marks each case that has ended.
  child.stdout?.on("data", (chunk: Buffer) => {
    const more = chunk.toString().split("\u2022").length - 1;
    if (more > 0) report(`${(ended += more)} cases have ended`);
  });
  await once(child, "close");
  file.end();
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
