import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import YAML from "yaml";
import { CLUSTER_NAME } from "../../embedded/cluster/layout";
import { EMBEDDED } from "../../features/target/config";
import type { BenchmarkContext } from "./benchmark";
import type { Timed } from "./timed";
import { makeWorkspace, type Workspace } from "./workspace";

/** A copy of the whole program with a stack, namespace, port and image of its own. */
export interface ProgramWorkspace extends Workspace {
  /** Where the service answers. */
  url: string;
  /** Brings the stack up. */
  up: () => Promise<Timed>;
  /** Runs kubectl in the stack's namespace; gives what it prints. */
  kubectl: (...args: string[]) => Promise<string>;
  /** The stack's namespace. */
  namespace: string;
}

/** One with the reference service. */
export interface WebWorkspace extends ProgramWorkspace {
  /** Changes the code of `services/web`, so that the next `up` has to build and roll. */
  changeCode: () => void;
  /** The service's pods now, as kubectl names them. */
  pods: () => Promise<string[]>;
  /** Waits until these pods are gone. */
  waitUntilGone: (pods: string[]) => Promise<void>;
}

/** What the program is made of. */
const PROGRAM = ["index.ts", "platform.ts", "versions.json", "package.json", "tsconfig.json", "Pulumi.yaml"];
const FOLDERS = ["config", "components", "features", "formats"];

const NAMESPACE = "platform-bench";
/** A pod may take its drain time to end. */
const GONE_LIMIT_SECONDS = 120;
const REPOSITORY = "platform-bench";

/** What a workspace has of its own. */
interface ProgramSettings {
  /** Folder with the service, in this source tree. */
  source: string;
  /** A free port of the cluster's nodes. */
  nodePort: number;
  /** What the stack's file says of its one service, beside its repository and port. */
  service: (reference: YAML.Document) => unknown;
}

/**
 * Copies the program and one service, as a stack `dev` of its own.
 *
 * @param name what is in no other benchmark's name
 */
export async function makeProgramWorkspace(
  context: BenchmarkContext,
  name: string,
  { source, nodePort, service }: ProgramSettings,
): Promise<ProgramWorkspace> {
  const [repository, namespace] = [`${REPOSITORY}/${name}`, `${NAMESPACE}-${name}`];
  const files = Object.fromEntries([...PROGRAM, ...FOLDERS, source, "Pulumi.dev.yaml"].map((file) => [file, file]));
  const workspace = await makeWorkspace(context, files, "dev", (directory) => {
    const file = path.join(directory, "Pulumi.dev.yaml");
    const document = YAML.parseDocument(fs.readFileSync(file, "utf8"));
    const only = ["config", "platform:services"];
    document.delete("encryptionsalt");
    document.setIn(["config", "platform:namespace", "name"], namespace);
    document.setIn(only, document.createNode({ service: service(document) }));
    document.setIn([...only, "service", "build", "repository"], repository);
    document.setIn([...only, "service", "expose"], document.createNode({ kind: "node", nodePort }));
    fs.writeFileSync(file, document.toString());
  });

  const images = new Set<string>();
  context.cleanUp(`images of ${repository}`, () => removeImages(EMBEDDED.registry.address, repository, images));
  const kubectl = async (...args: string[]) => {
    const cluster = ["--context", CLUSTER_NAME, "--namespace", namespace];
    return (await execa("kubectl", [...cluster, ...args], { env: workspace.env })).stdout;
  };
  return {
    ...workspace,
    url: `http://127.0.0.1:${nodePort}`,
    namespace,
    kubectl,
    up: async () => {
      const result = await workspace.pulumi("up", "--yes", "--skip-preview", "--non-interactive");
      const outputs = await workspace.pulumi("stack", "output", "--json");
      const { services } = JSON.parse(outputs.stdout) as { services: Record<string, { image: string }> };
      for (const { image } of Object.values(services)) images.add(image.split("@")[1] ?? "");
      return result;
    },
  };
}

/**
 * A workspace with the reference service.
 *
 * @param nodePort a free port of the cluster's nodes
 * @param replicas of the service
 */
export async function makeWebWorkspace(
  context: BenchmarkContext,
  name: string,
  { nodePort, replicas }: { nodePort: number; replicas: number },
): Promise<WebWorkspace> {
  const workspace = await makeProgramWorkspace(context, name, {
    source: "services/web",
    nodePort,
    service: (reference) => {
      const { web } = (reference.toJS() as { config: Record<string, { web: object }> }).config["platform:services"]!;
      return { ...web, scaling: replicas };
    },
  });
  const { kubectl } = workspace;
  const source = path.join(workspace.directory, "services/web/src/main.ts");
  let changes = 0;
  return {
    ...workspace,
    changeCode: () => fs.appendFileSync(source, `// Change ${++changes} of ${process.pid}.${Date.now()}\n`),
    pods: async () => (await kubectl("get", "pods", "--output", "name")).split("\n").filter(Boolean),
    waitUntilGone: async (pods) =>
      void (await kubectl("wait", "--for=delete", `--timeout=${GONE_LIMIT_SECONDS}s`, ...pods)),
  };
}

async function removeImages(registry: string, repository: string, digests: ReadonlySet<string>): Promise<void> {
  for (const digest of digests) {
    const response = await fetch(`http://${registry}/v2/${repository}/manifests/${digest}`, { method: "DELETE" });
    if (!response.ok && response.status !== 404) throw new Error(`${repository}@${digest}: status ${response.status}`);
  }
}
