import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Target } from "../environment";
import { prepareTarget } from "../prepare";
import { recordUpdate } from "../preview/record";
import { colorsFor } from "../colors";
import { repositoryRoot } from "../../embedded/paths";
import { formatDuration } from "../../embedded/report";
import { CLUSTER_NAME } from "../../embedded/cluster/layout";
import { writeFileAtomically } from "../../embedded/cluster/files";
import { withoutReleased } from "../release/stack-text";
import { rehearsalFile } from "../rehearsal/place";
import { differencesInWords, planRehearsal, type RehearsalPlan } from "../rehearsal/plan";
import { enforcementInWords, kubectlOf, probeEnforcement, type Enforcement } from "../enforcement";
import type { StackOutputs } from "../release/place";
import { writeDown } from "../release/write-down";
import { describeService, waitForAnswer, type ServiceOutput, type ServiceReport } from "../services";
import { existingStackFile, kubectlOptions, stackCluster, stackMirror } from "../stack-cluster";
import { reportStaleLocks } from "../stale-locks";
import { runSteps, type Timing } from "../steps";
import { renderTable } from "../table";

/** What `up` accepts. */
export interface UpOptions {
  stack: string;
  json: boolean;
  /** Whether tags of external images are resolved anew. */
  resolveImages: boolean;
  /** Builds and resolves images again where the stack's file names those of a release. */
  build: boolean;
  /** Brings the rehearsal of the stack up on the embedded cluster, and not the stack. */
  rehearse: boolean;
  /** Share of requests and limits that a rehearsal has; undefined takes the largest that fits. */
  factor?: number;
}

/** What came of bringing a stack up. */
export interface UpReport {
  stack: string;
  target: Target;
  /** Of which stack it is a rehearsal, and how it differs from that. */
  rehearsal?: Pick<RehearsalPlan, "namespace" | "differences"> & { of: string };
  services: ServiceReport[];
  /** Name of the release that was written down. */
  release?: string;
  /** Whether the cluster enforces network policies; only of a cluster that is not the embedded one, which is known to. */
  networkPolicies?: Enforcement;
  timings: Timing[];
  /** Milliseconds in all. */
  total: number;
}

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
  sayWhatRuns(options);
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
  const outputs = JSON.parse(stdout) as StackOutputs;
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
  const release = await writeDown({ stack: options.stack, target }, outputs);
  const rehearsal = plan && { of: options.stack, namespace: plan.namespace, differences: plan.differences };
  const networkPolicies =
    target.cluster === "named" && !plan ? await probe(options.stack, services[0], environment, timings) : undefined;
  const total = Date.now() - started;
  return {
    report: { stack, target, rehearsal, services: reports, release: release?.id, networkPolicies, timings, total },
    plan,
  };
}

/** Takes the digests of a release out of the stack's file where images are to be built again, and says so where they are not. */
function sayWhatRuns({ stack, build }: UpOptions): void {
  const file = existingStackFile(stack);
  const before = fs.readFileSync(file, "utf8");
  const after = withoutReleased(before);
  if (before === after) return;
  const name = path.basename(file);
  if (build) {
    writeFileAtomically(file, after, fs.statSync(file).mode & 0o777);
    process.stderr.write(
      `${name}: the images of a release (platform:images.released) were taken out, so that they are built.\n`,
    );
    return;
  }
  process.stderr.write(
    `${name} names the images of a release (platform:images.released), so that those services are not built; --build builds them again.\n`,
  );
}

/** Finds out whether a cluster that is not ours does what the stack's network policies say, and warns where it does not. */
async function probe(
  stack: string,
  service: ServiceOutput | undefined,
  environment: NodeJS.ProcessEnv,
  timings: Timing[],
): Promise<Enforcement | undefined> {
  if (!service) return undefined;
  const cluster = stackCluster(stack);
  const kubectl = kubectlOf(cluster, environment);
  const { namespace, name } = service;
  let found: Enforcement = {};
  const run = async () => {
    found = await probeEnforcement({ kubectl, namespace, service: name, mirror: stackMirror(stack) });
  };
  timings.push(...(await runSteps([{ title: "Network policies", run }])));
  const warning = enforcementInWords(found, stack, cluster.context);
  if (warning) process.stderr.write(`${colorsFor(process.stderr)("yellow", "warning:")} ${warning}\n`);
  return found;
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
