import execa from "execa";
import type { Target } from "../environment";
import { prepareTarget } from "../prepare";
import { recordUpdate } from "../preview/record";
import { colorsFor } from "../colors";
import { repositoryRoot } from "../../embedded/paths";
import { timeoutFactor } from "../../embedded/timeouts";
import { formatDuration } from "../../embedded/report";
import { CLUSTER_NAME } from "../../embedded/cluster/layout";
import { rehearsalFile } from "../rehearsal/place";
import { differencesInWords, planRehearsal, type RehearsalPlan } from "../rehearsal/plan";
import { kubectlOptions, stackCluster } from "../stack-cluster";
import { reportStaleLocks } from "../stale-locks";
import { runSteps, type Timing } from "../steps";
import { renderTable } from "../table";

/** What `up` accepts. */
export interface UpOptions {
  stack: string;
  json: boolean;
  /** Whether tags of external images are resolved anew. */
  resolveImages: boolean;
  /** Brings the rehearsal of the stack up on the embedded cluster, and not the stack. */
  rehearse: boolean;
  /** Share of requests and limits that a rehearsal has; undefined takes the largest that fits. */
  factor?: number;
}

/** A service as the stack's outputs tell it. */
interface ServiceOutput {
  name: string;
  namespace: string;
  url?: string;
  image: string;
}

interface ServiceReport extends ServiceOutput {
  ready: string;
}

/** What came of bringing a stack up. */
export interface UpReport {
  stack: string;
  target: Target;
  /** Of which stack it is a rehearsal, and how it differs from that. */
  rehearsal?: Pick<RehearsalPlan, "namespace" | "differences"> & { of: string };
  services: ServiceReport[];
  timings: Timing[];
  /** Milliseconds in all. */
  total: number;
}

/** How long a service may take to answer once its rollout is complete, in milliseconds, on a machine of usual speed. */
const answerTimeout = 60_000;

/**
 * Everything from a clone to an answering platform: prepares the target, runs `pulumi up`, waits until each exposed service
 * answers, and ends with a table (or one JSON object on standard output).
 */
export async function up(options: UpOptions): Promise<void> {
  const { report, plan } = await bringUp(options);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(summary(report));
  if (plan) {
    process.stdout.write(
      `\n${differencesInWords(options.stack, plan)}It ends with: npm run down -- --stack ${options.stack} --rehearse\n`,
    );
  }
}

/** As {@link up}, without printing the end. With `json`, what the engine says goes to standard error. */
export async function bringUp(options: UpOptions): Promise<{ report: UpReport; plan?: RehearsalPlan }> {
  if (options.factor !== undefined && !options.rehearse)
    throw new Error("--factor is for rehearsals: give --rehearse too, or leave it out.");
  if (options.resolveImages && options.rehearse)
    throw new Error(
      "A rehearsal has the images of its stack: resolve those without --rehearse, or leave out --resolve-images.",
    );
  const started = Date.now();
  const proof = options.rehearse ? await proveParity(options) : undefined;
  const plan = proof?.plan;
  const { environment, target, timings } = await prepareTarget(options.stack, plan);
  if (proof) timings.unshift(...proof.timings);
  const { stack } = target;
  const configFile = plan ? ["--config-file", rehearsalFile(options.stack)] : [];
  const update = Date.now();
  reportStaleLocks(stack);
  if (options.resolveImages) await askForImages(options.stack, environment);
  await recordUpdate(stack, environment, (recording) =>
    execa("pulumi", ["up", "--yes", "--skip-preview", "--stack", stack, ...configFile, ...recording.options], {
      cwd: repositoryRoot,
      env: { ...environment, ...recording.environment },
      // The JSON at the end is alone on standard output.
      stdio: ["inherit", options.json ? process.stderr : "inherit", "inherit"],
    }).catch(() => {
      throw new Error(
        `pulumi up of the stack ${stack} failed, see above. Fix the cause and run the same command again.`,
      );
    }),
  );
  timings.push({ title: "pulumi up", milliseconds: Date.now() - update });

  const { stdout } = await execa("pulumi", ["stack", "output", "--json", "--stack", stack], {
    cwd: repositoryRoot,
    env: environment,
  });
  const outputs = JSON.parse(stdout) as { services: Record<string, ServiceOutput> };
  const services = Object.values(outputs.services);
  const cluster = kubectlOptions(plan ? { context: CLUSTER_NAME } : stackCluster(options.stack));
  const reports = await Promise.all(services.map((service) => describeService(service, cluster, environment)));
  timings.push(
    ...(await runSteps([
      {
        title: "Answers",
        run: async () => void (await Promise.all(services.map((service) => waitForAnswer(service, cluster)))),
      },
    ])),
  );
  const rehearsal = plan && { of: options.stack, namespace: plan.namespace, differences: plan.differences };
  const total = Date.now() - started;
  return { report: { stack, target, rehearsal, services: reports, timings, total }, plan };
}

/** Has the next update resolve tags of external images anew: it does where this key of the stack file is another than before. */
async function askForImages(stack: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const key = ["--path", "platform:images.resolve"];
  await execa("pulumi", ["config", "set", "--stack", stack, ...key, new Date().toISOString()], {
    cwd: repositoryRoot,
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Proves, before anything is made, that the rehearsal is what the stack's own target would get. */
async function proveParity({ stack, factor }: UpOptions): Promise<{ plan: RehearsalPlan; timings: Timing[] }> {
  const plans: RehearsalPlan[] = [];
  const timings = await runSteps([
    { title: "Parity", run: async () => void plans.push(await planRehearsal(stack, factor)) },
  ]);
  return { plan: plans[0]!, timings };
}

/** Asks until the answer is not an error of the server: the packet filter of a node follows an endpoint within a second. */
async function waitForAnswer({ name, url }: ServiceOutput, cluster: readonly string[]): Promise<void> {
  if (!url) return;
  const limit = answerTimeout * timeoutFactor();
  const deadline = Date.now() + limit;
  for (;;) {
    let last: string;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000 * timeoutFactor()) });
      await response.arrayBuffer();
      if (response.status < 500) return;
      last = `it answers ${response.status}`;
    } catch (error) {
      const cause = error instanceof Error ? ((error.cause as Error | undefined) ?? error) : error;
      last = cause instanceof Error ? cause.message : String(cause);
    }
    if (Date.now() > deadline) {
      throw new Error(
        `${name} is rolled out but does not answer at ${url} within ${formatDuration(limit)}: ${last}. ` +
          `Look at its log: kubectl ${cluster.join(" ")} logs -l app.kubernetes.io/name=${name} --all-namespaces`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * How a service is, by its own object in the cluster.
 *
 * @param cluster the options with which kubectl asks the stack's cluster
 * @throws Error when it is not there, as an update does not see what was deleted behind its back
 */
export async function describeService(
  service: ServiceOutput,
  cluster: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<ServiceReport> {
  const { name, namespace } = service;
  const get = async <Found>(...what: string[]): Promise<Found | undefined> => {
    const args = ["get", ...what, "--namespace", namespace, "--output", "json", "--ignore-not-found"];
    const { stdout } = await execa("kubectl", [...cluster, ...args], { env: environment });
    return stdout ? (JSON.parse(stdout) as Found) : undefined;
  };
  const deployment = await get<{ spec: { replicas: number }; status: { readyReplicas?: number } }>("deployment", name);
  if (deployment) {
    return { ...service, ready: `${deployment.status.readyReplicas ?? 0}/${deployment.spec.replicas}` };
  }
  const runs = await get<{ items: { kind: string }[] }>(`cronjob/${name}`, `job/${name}`);
  const kind = runs?.items[0]?.kind;
  if (kind === undefined) {
    throw new Error(
      `${name} is in the state and not in the namespace ${namespace}: somebody deleted it. An update alone does not see that. ` +
        "Run pulumi refresh for the stack, then the same command again.",
    );
  }
  // The update has waited until a Job had succeeded.
  return { ...service, ready: kind === "CronJob" ? "by schedule" : "done" };
}

/** How a stack that is up is shown. */
export function summary({ stack, services, timings, total }: UpReport): string {
  const rows = services.map((service) => [
    service.name,
    service.ready,
    /@(sha256:.{12})/.exec(service.image)?.[1] ?? service.image,
    service.url ?? "inside the cluster only",
  ]);
  const steps = timings
    .filter(({ milliseconds }) => milliseconds >= 100)
    .map(({ title, milliseconds }) => `${title} ${formatDuration(milliseconds)}`);
  return [
    "",
    colorsFor(process.stdout)("bold", `Stack ${stack} is up.`),
    renderTable(["SERVICE", "READY", "IMAGE DIGEST", "URL"], rows),
    `${formatDuration(total)} in all: ${steps.join(", ")}.`,
    "",
  ].join("\n");
}
