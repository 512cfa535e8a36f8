import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import YAML from "yaml";
import type { PolicyReport } from "../../../operations/policy/report";
import { configurationFile } from "../../../policy/generate";
import { CLUSTER_NAME } from "../../../embedded/cluster/layout";
import { repositoryRoot } from "../../../embedded/paths";
import type { Benchmark, BenchmarkContext, Figure } from "../benchmark";
import { stateOf } from "../many/state";
import { timed, type Timed } from "../timed";
import { makeWorkspace } from "../workspace";

/** Services of four resources each: 200 resources in the preview, 2,000 in the state. */
const PREVIEWED = 50;
const STORED = 500;

/** An image that nothing is started from, of the registry that dev allows. */
const IMAGE = `127.0.0.1:5000/none@sha256:${"0".repeat(64)}`;

/** All rules, as production has them. */
const rules = ["--policy-pack", path.join(repositoryRoot, "policy")];

/** All rules, as a preview of dev has them. */
const rulesOfDev = [...rules, "--policy-pack-config", path.join(repositoryRoot, configurationFile("dev"))];

/** What the policy rules cost. */
export const policy: Benchmark = {
  name: "policy",
  description: `the gate on all stacks; all policy rules on a preview of ${4 * PREVIEWED} resources, and on a state of ${4 * STORED}`,
  run: async (context) => [await gate(context), ...(await previews(context)), await state(context)],
};

/** The whole of `npm run policy`, as CI runs it, on a cluster that runs. */
async function gate(context: BenchmarkContext): Promise<Figure> {
  const { environment } = await context.target();
  const command = [process.execPath, "operations/platform.mjs", "policy", "--json"];
  const run = () => timed(command, { cwd: repositoryRoot, env: environment });
  context.report("once, so that everything is in the caches");
  const { stdout } = await run();
  const { stacks } = JSON.parse(stdout) as PolicyReport;
  const samples: number[] = [];
  const cpu: number[] = [];
  for (let turn = 1; turn <= context.runs; turn++) {
    const result = await run();
    samples.push(result.seconds);
    cpu.push(result.cpu);
    context.report(`run ${turn} of ${context.runs}: ${result.seconds.toFixed(1)} s`);
  }
  return { what: `npm run policy on ${stacks.length} stacks`, unit: "s", samples, cpu, limit: 12 };
}

async function previews(context: BenchmarkContext): Promise<Figure[]> {
  const { environment } = await context.target();
  const { directory, env } = await makeWorkspace(context, { "tools/bench/many": "." }, "bench", (directory) => {
    const settings = {
      namespace: "platform-bench-policy",
      services: PREVIEWED,
      replicas: 2,
      image: IMAGE,
      strict: true,
    };
    const config = {
      "pulumi:disable-default-providers": ["*"],
      "platform-bench-many:settings": settings,
      "platform-bench-many:kubeconfig": environment.KUBECONFIG,
      "platform-bench-many:context": CLUSTER_NAME,
    };
    fs.writeFileSync(path.join(directory, "Pulumi.bench.yaml"), YAML.stringify({ config }));
  });
  const look = (...options: string[]) => {
    const command = ["pulumi", "preview", "--non-interactive", "--stack", "bench", ...options];
    return tolerant(command, directory, env);
  };
  context.report("once each, so that everything is in the caches");
  await look();
  const { stdout } = await look(...rulesOfDev);
  // The objects keep all rules but one: silence would mean that none was judged.
  if (!stdout.includes("k8s-netpol-dns-allowed")) throw new Error("no rule was judged");
  const without: Timed[] = [];
  const withRules: Timed[] = [];
  for (let run = 1; run <= context.runs; run++) {
    // In turns first and second, so that neither always meets the warmer machine.
    const turns = [
      async () => void without.push(await look()),
      async () => void withRules.push(await look(...rulesOfDev)),
    ];
    for (const turn of run % 2 === 1 ? turns : turns.reverse()) await turn();
    context.report(
      `run ${run} of ${context.runs}: ${without.at(-1)?.seconds.toFixed(1)} s, with rules ${withRules.at(-1)?.seconds.toFixed(1)} s`,
    );
  }
  const seconds = (timings: Timed[]) => timings.map((one) => one.seconds);
  const cpu = (timings: Timed[]) => timings.map((one) => one.cpu);
  return [
    { what: `preview of ${4 * PREVIEWED} resources`, unit: "s", samples: seconds(without), cpu: cpu(without) },
    { what: "the same with all rules", unit: "s", samples: seconds(withRules), cpu: cpu(withRules) },
    {
      what: "what the rules add",
      unit: "s",
      samples: withRules.map((one, index) => one.seconds - (without[index]?.seconds ?? NaN)),
      limit: 2,
    },
  ];
}

async function state(context: BenchmarkContext): Promise<Figure> {
  const { environment } = await context.target();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-bench-"));
  context.cleanUp(`folder ${directory}`, async () => fs.promises.rm(directory, { recursive: true }));
  const file = path.join(directory, "state.json");
  fs.writeFileSync(file, JSON.stringify(stateOf({ namespace: "shop", services: STORED, replicas: 2, image: IMAGE })));
  const samples: number[] = [];
  const cpu: number[] = [];
  for (let run = 1; run <= context.runs; run++) {
    const result = await tolerant(
      ["pulumi", "policy", "analyze", "--file", file, "--json", ...rules],
      directory,
      environment,
    );
    // The state breaks rules on purpose: silence would mean that none was judged.
    if (!result.stdout.includes('"policyEvent"')) throw new Error("no rule was judged");
    samples.push(result.seconds);
    cpu.push(result.cpu);
    context.report(`run ${run} of ${context.runs}: ${result.seconds.toFixed(1)} s`);
  }
  return { what: `all rules on a state of ${4 * STORED} resources`, unit: "s", samples, cpu, limit: 20 };
}

/** Runs `pulumi`, for which a violation is a failure; it is none here. */
function tolerant(command: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Timed> {
  return timed(["sh", "-c", '"$@" || [ $? -eq 1 ]', "sh", ...command], { cwd, env });
}
