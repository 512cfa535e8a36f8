import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import YAML from "yaml";
import { CLUSTER_NAME, clusterLayout } from "../../../embedded/cluster/layout";
import { connectionOf } from "../../../embedded/cluster/connection";
import { mirrorReference } from "../../../embedded/images/registry";
import type { Benchmark, BenchmarkContext, Figure } from "../benchmark";
import { allObjects, type ManySettings } from "../many/objects";
import { figureOf } from "../repeat";
import { timed, type Timed } from "../timed";
import { makeWorkspace } from "../workspace";

const FEW = 40;
const MANY = 160;
/** Seconds that a rollout of all may take. */
const ROLLOUT_LIMIT = 600;

/** One round of all commands on the same objects. */
interface Round {
  up: Timed;
  unchanged: Timed;
  destroy: Timed;
}

/** Many resources, held against `kubectl` with the same objects. */
export const many: Benchmark = {
  name: "many",
  description: `${FEW} services of 4 resources: pulumi up against kubectl apply, nothing changed, growth to ${MANY}, destroy`,
  run: async (context) => {
    const pulumiRounds: Round[] = [];
    const kubectlRounds: { apply: Timed; remove: Timed }[] = [];
    for (let run = 1; run <= context.runs; run++) {
      const title = `${FEW} services, run ${run} of ${context.runs}`;
      // In turns first and second, so that neither always meets the warmer cluster.
      const turns = [
        async () => void kubectlRounds.push(await kubectlRound(context, title, `kubectl-${run}`)),
        async () => void pulumiRounds.push(await pulumiRound(context, title, { services: FEW, replicas: 1 })),
      ];
      for (const turn of run % 2 === 1 ? turns : turns.reverse()) await turn();
    }
    const few = await pulumiRound(context, `${FEW} services without pods`, { services: FEW, replicas: 0 });
    const large = await pulumiRound(context, `${MANY} services without pods`, { services: MANY, replicas: 0 });
    return [
      ...against(pulumiRounds, kubectlRounds),
      ...growth("first up", few.up, large.up),
      ...growth("nothing changed", few.unchanged, large.unchanged),
    ];
  },
};

const resources = (services: number) => 4 * services + 2;

function against(pulumiRounds: Round[], kubectlRounds: { apply: Timed; remove: Timed }[]): Figure[] {
  const ratios = (ours: (round: Round) => Timed, theirs: "apply" | "remove") =>
    pulumiRounds.map((round, index) => ours(round).seconds / (kubectlRounds[index]?.[theirs].seconds ?? NaN));
  const count = resources(FEW);
  return [
    figureOf(
      `kubectl apply and rollout, ${count} objects`,
      kubectlRounds.map(({ apply }) => apply),
    ),
    figureOf(
      `pulumi up, ${count} resources`,
      pulumiRounds.map(({ up }) => up),
    ),
    { what: "pulumi up / kubectl apply and rollout", unit: "x", samples: ratios(({ up }) => up, "apply"), limit: 1.5 },
    {
      ...figureOf(
        `pulumi up, nothing changed, ${count} resources`,
        pulumiRounds.map(({ unchanged }) => unchanged),
      ),
      limit: 6,
    },
    figureOf(
      "kubectl delete",
      kubectlRounds.map(({ remove }) => remove),
    ),
    figureOf(
      "pulumi destroy",
      pulumiRounds.map(({ destroy }) => destroy),
    ),
    { what: "pulumi destroy / kubectl delete", unit: "x", samples: ratios(({ destroy }) => destroy, "remove") },
  ];
}

/** The cost of a resource among few and among many, and what each further one costs. */
function growth(what: string, few: Timed, large: Timed): Figure[] {
  const each = (result: Timed, services: number) => result.seconds / resources(services);
  const further = (large.seconds - few.seconds) / (resources(MANY) - resources(FEW));
  return [
    figureOf(`${what}, ${resources(FEW)} resources, no pods`, [few]),
    figureOf(`${what}, ${resources(MANY)} resources, no pods`, [large]),
    { what: `${what}, each further resource`, unit: "ms", samples: [further * 1000] },
    {
      what: `${what}, a resource of ${resources(MANY)} / of ${resources(FEW)}`,
      unit: "x",
      samples: [each(large, MANY) / each(few, FEW)],
      limit: 1,
    },
  ];
}

async function pauseImage(context: BenchmarkContext): Promise<string> {
  const { environment } = await context.target();
  const { registry } = connectionOf(clusterLayout());
  const { repository, tag } = mirrorReference("pause");
  const { stdout } = await timed(["crane", "digest", "--insecure", `${registry}/${repository}:${tag}`], {
    cwd: "/",
    env: environment,
  });
  return `${registry}/${repository}@${stdout.trim()}`;
}

async function pulumiRound(
  context: BenchmarkContext,
  title: string,
  { services, replicas }: { services: number; replicas: number },
): Promise<Round> {
  // Never a namespace of the same name soon after the last one: the API server looks it up again at each request then.
  const namespace = `platform-bench-pulumi-${crypto.randomBytes(3).toString("hex")}`;
  const settings = { namespace, services, replicas, image: await pauseImage(context) };
  const { environment } = await context.target();
  const stack = "bench";
  const { pulumi } = await makeWorkspace(context, { "tools/bench/many": "." }, stack, (directory) => {
    const config = {
      "pulumi:disable-default-providers": ["*"],
      "platform-bench-many:settings": settings,
      "platform-bench-many:kubeconfig": environment.KUBECONFIG,
      "platform-bench-many:context": CLUSTER_NAME,
    };
    fs.writeFileSync(path.join(directory, `Pulumi.${stack}.yaml`), YAML.stringify({ config }));
  });
  const run = async (command: string, ...args: string[]) => {
    const result = await pulumi(command, "--yes", "--skip-preview", "--non-interactive", ...args);
    context.report(`${title}: pulumi ${command} ${result.seconds.toFixed(1)} s`);
    return result;
  };
  return { up: await run("up"), unchanged: await run("up"), destroy: await run("destroy") };
}

async function kubectlRound(
  context: BenchmarkContext,
  title: string,
  name: string,
): Promise<{ apply: Timed; remove: Timed }> {
  const settings: ManySettings = {
    namespace: `platform-bench-${name}-${crypto.randomBytes(3).toString("hex")}`,
    services: FEW,
    replicas: 1,
    image: await pauseImage(context),
  };
  const { environment } = await context.target();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-bench-"));
  const file = path.join(directory, "objects.json");
  fs.writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: allObjects(settings) }));
  const kubectl = `kubectl --context ${CLUSTER_NAME}`;
  const shell = async (what: string, script: string) => {
    const result = await timed(["sh", "-ec", script], { cwd: directory, env: environment });
    context.report(`${title}: ${what} ${result.seconds.toFixed(1)} s`);
    return result;
  };
  const remove = `${kubectl} delete --ignore-not-found --filename ${file}`;
  context.cleanUp(`objects of kubectl`, async () => {
    await timed(["sh", "-ec", remove], { cwd: directory, env: environment });
    fs.rmSync(directory, { recursive: true });
  });
  const rollout = `${kubectl} rollout status deployment --namespace ${settings.namespace} --timeout ${ROLLOUT_LIMIT}s`;
  return {
    apply: await shell("kubectl apply and rollout", `${kubectl} apply --filename ${file}\n${rollout}`),
    remove: await shell("kubectl delete", remove),
  };
}
