import type { Command } from "commander";
import type { Report } from "../../embedded/report";
import type { ClusterBinaries } from "../../embedded/cluster/layout";
import type { ClusterStatus } from "../../embedded/cluster/status";

/** What the commands write to. */
export interface CommandOutput {
  /** Progress, one line at a time. */
  report: Report;
  /** The answer itself. */
  write: (text: string) => void;
}

/** The components whose logs there are, and the images that can be built: for the help, without loading what makes them. */
const COMPONENTS = "etcd, kube-apiserver, kubelet, containerd, ...; a wrong name lists all";
const IMAGES = "debian, node, python";

/** Adds `cluster start|stop|status|reset|logs` to a program. */
export function registerClusterCommand(program: Command, output: CommandOutput): void {
  const { report, write } = output;
  const cluster = program
    .command("cluster")
    .description("the embedded Kubernetes cluster and registry of this machine");
  const json = (value: unknown): void => write(`${JSON.stringify(value, null, 2)}\n`);

  cluster
    .command("start")
    .description("start what is not running of it and wait until it is ready")
    .option("--take-over", "replace the components that another source tree started with other versions")
    .option("--json", "print how to reach it as JSON")
    .action(async (options: { takeOver?: boolean; json?: boolean }) => {
      const binaries = await prepareBinaries(report);
      const { startCluster } = await import("../../embedded/cluster/start");
      const connection = await startCluster({ binaries, report, takeOver: options.takeOver });
      if (options.json) json(connection);
    });

  cluster
    .command("stop")
    .description("stop it; data is kept")
    .option("--purge", "also delete its data: objects, volumes, images, keys")
    .action(async (options: { purge?: boolean }) => {
      const { stopCluster } = await import("../../embedded/cluster/stop");
      await stopCluster({ report, purge: options.purge });
    });

  cluster
    .command("reset")
    .description("stop it, delete its data and start a new one")
    .option("--json", "print how to reach it as JSON")
    .action(async (options: { json?: boolean }) => {
      const binaries = await prepareBinaries(report);
      const { stopCluster } = await import("../../embedded/cluster/stop");
      const { startCluster } = await import("../../embedded/cluster/start");
      await stopCluster({ report, purge: true });
      const connection = await startCluster({ binaries, report });
      if (options.json) json(connection);
    });

  cluster
    .command("status")
    .description("say what runs; exit code 1 unless all of it does")
    .option("--json", "print it as JSON")
    .action(async (options: { json?: boolean }) => {
      const { clusterStatus } = await import("../../embedded/cluster/status");
      const status = await clusterStatus();
      if (options.json) json(status);
      else write(describeStatus(status));
      if (status.phase !== "running") process.exitCode = 1;
    });

  cluster
    .command("images")
    .description("build the base images of services and push them to the registry")
    .argument("[names...]", IMAGES, ["node"])
    .option("--json", "print the references by digest as JSON")
    .action(async (names: string[], options: { json?: boolean }) => {
      const { BASE_IMAGES, ensureBaseImages } = await import("../../embedded/images/base");
      const { imageRecord } = await import("../../embedded/cluster/connection");
      const { startCluster } = await import("../../embedded/cluster/start");
      const { clusterLayout } = await import("../../embedded/cluster/layout");
      const { ClusterError } = await import("../../embedded/cluster/errors");
      const wanted = names.map((name) => {
        const known = BASE_IMAGES.find((image) => image === name);
        if (!known) throw new ClusterError(`there is no base image ${name}`, `name one of ${BASE_IMAGES.join(", ")}`);
        return known;
      });
      const binaries = await prepareBinaries(report);
      const { dockerHost } = await startCluster({ binaries, report });
      const record = imageRecord(clusterLayout());
      const references = await ensureBaseImages(wanted, {
        record,
        docker: binaries.path("docker"),
        dockerHost,
        report,
      });
      if (options.json) json(references);
    });

  cluster
    .command("logs")
    .description("print what a component logged")
    .argument("<component>", COMPONENTS)
    .option("--lines <number>", "how many earlier lines", "100")
    .option("--follow", "go on with what is logged from now on")
    .action(async (component: string, options: { lines: string; follow?: boolean }) => {
      const interrupted = new AbortController();
      process.once("SIGINT", () => interrupted.abort());
      const lines = Number(options.lines);
      if (!Number.isInteger(lines) || lines < 0)
        throw new Error(`--lines takes a whole number, found ${options.lines}`);
      const { clusterLogs } = await import("../../embedded/cluster/logs");
      const { clusterLayout } = await import("../../embedded/cluster/layout");
      const settings = { lines, follow: options.follow, signal: interrupted.signal };
      await clusterLogs(clusterLayout(), component, write, settings);
    });
}

/** A machine that cannot run the cluster is told so before anything is built for it. */
async function prepareBinaries(report: Report): Promise<ClusterBinaries> {
  const { checkHost } = await import("../../embedded/cluster/preflight");
  const { clusterLayout } = await import("../../embedded/cluster/layout");
  const { ensureClusterBinaries } = await import("../../embedded/cluster/binaries");
  await checkHost(clusterLayout());
  return ensureClusterBinaries(report);
}

/** The status as people read it. */
export function describeStatus(status: ClusterStatus): string {
  const rows = status.services.map(({ name, up, pid, seconds }) =>
    [name.padEnd(26), (up ? "up" : "down").padEnd(6), up ? `pid ${pid}, ${seconds} s` : ""].join("").trimEnd(),
  );
  const { startedFrom, connection, policies } = status;
  return (
    [
      `embedded cluster: ${status.phase}`,
      ...status.faults.map((fault) => `  ! ${fault}`),
      ...(startedFrom ? [`started by ${startedFrom.user} from ${startedFrom.directory} at ${startedFrom.at}`] : []),
      ...(policies ? [`network policies: ${policies.policies} for ${policies.pods} pods`] : []),
      `kubeconfig ${connection.kubeconfig}, context ${connection.context}, registry ${connection.registry}`,
      ...rows,
    ].join("\n") + "\n"
  );
}
