import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { repositoryRoot } from "../../../embedded/paths";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { parseEvent, type EngineEvent } from "../../../operations/engine-events";
import { PREVIEW_STACK, PreviewStack } from "../../support/preview-stack";
import type { StackConfig } from "../../support/stack";

/** Where the recordings are. */
const RECORDINGS = path.join(__dirname, "recordings");

const fileOf = (name: string) => path.join(RECORDINGS, `${name}.jsonl.gz`);

/** The events of a recording. */
export function recording(name: string): EngineEvent[] {
  const lines = gunzipSync(fs.readFileSync(fileOf(name)))
    .toString()
    .split("\n");
  return lines.flatMap((line) => parseEvent(line) ?? []);
}

type Services = Record<string, Record<string, unknown>>;

const image = (name: string, digit: string) => `127.0.0.1:5000/platform/${name}@sha256:${digit.repeat(64)}`;

/** What is deployed before each situation: a web service, one with files, one that calls both and the outside. */
function deployed(config: StackConfig): void {
  const services = config["services"] as Services;
  Object.assign(services, {
    store: {
      version: "v1.0.0",
      image: image("store", "1"),
      user: { id: 10005 },
      port: 8000,
      volumes: { "/var/lib/store": { size: "10Gi", class: "fast", keep: false } },
    },
    archive: {
      version: "v1.0.0",
      image: image("archive", "2"),
      user: { id: 10006 },
      port: 8000,
      volumes: { "/var/lib/archive": { size: "20Gi" } },
    },
    orders: {
      version: "v1.0.0",
      image: image("orders", "3"),
      user: { id: 10007 },
      port: 9000,
      needs: ["web", "store", { cidr: "203.0.113.0/24" }, { internet: true, ports: [443] }],
    },
  });
  services["web"]!["needs"] = ["store"];
}

const service = (key: string, change: (fields: Record<string, unknown>) => void) => (config: StackConfig) =>
  change((config["services"] as Services)[key] as Record<string, unknown>);

interface Situation {
  /** What the pull request changes in the configuration. */
  readonly change?: (config: StackConfig) => void;
  /** What it changes in the files of the program, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Runs the policy packs too. */
  readonly policy?: true;
}

/** Text that is Markdown, HTML and a mention at once. */
const HOSTILE = "</code></details><img src=x onerror=alert(1)> | `` ``` **bold** @everyone #1 [a](javascript:b)";

/** What pull requests do to the stack, by the name of the recording. */
const SITUATIONS: Readonly<Record<string, Situation>> = {
  nothing: {},
  code: { files: { "services/web/src/extra.ts": "export const answer = 42;\n" } },
  settings: { change: service("orders", (one) => (one["environment"] = { LIMIT: "20", REGION: "eu" })) },
  image: { change: service("orders", (one) => (one["image"] = image("orders", "4"))) },
  scale: { change: service("orders", (one) => (one["scaling"] = 5)) },
  "new-service": {
    change: (config) => {
      (config["services"] as Services)["mailer"] = {
        kind: "worker",
        version: "v1.0.0",
        image: image("mailer", "5"),
        user: { id: 10008 },
        probes: { kind: "exec", command: ["true"] },
        needs: ["orders", { cidr: "198.51.100.7/32", ports: [25] }],
      };
    },
  },
  "replaced-volume": {
    change: service(
      "store",
      (one) => (one["volumes"] = { "/var/lib/store": { size: "10Gi", class: "slow", keep: false } }),
    ),
  },
  "removed-services": {
    change: (config) => {
      const services = config["services"] as Services;
      delete services["store"];
      delete services["archive"];
      delete services["orders"];
      services["web"]!["needs"] = [];
    },
  },
  secret: {
    change: (config) => {
      const secrets = config["secrets"] as Record<string, Record<string, unknown>>;
      secrets["platform-secrets"]!["database-url"] = {
        template: "postgresql://other:{generated}@platform-database:5432/platform",
      };
    },
  },
  names: {
    change: service("orders", (one) => (one["environment"] = { GREETING: HOSTILE, API_TOKEN: "hunter2-hunter2" })),
  },
  failing: { files: { "platform.ts": 'throw new Error("the program is broken at <b>line 1</b>");\n' } },
  "policy-base": { policy: true },
  policy: {
    policy: true,
    change: service("orders", (one) => (one["image"] = `registry.example.com/orders@sha256:${"6".repeat(64)}`)),
  },
};

/** Changes the cluster behind the program's back. */
async function meddle(stack: PreviewStack): Promise<void> {
  const client = new ApiClient(await loadKubeconfig({ kubeconfig: stack.plane.kubeconfig() }));
  try {
    const options = { fieldManager: "somebody" };
    const namespace = "platform-staging";
    const metadata = { name: "orders", namespace };
    await client.mergePatch({ apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { replicas: 7 } }, options);
    await client.delete(
      { apiVersion: "v1", kind: "ServiceAccount", name: "archive", namespace },
      { propagationPolicy: "Background" },
    );
  } finally {
    client.close();
  }
}

/** Makes the recordings: the engine's own words, on an API server of their own. */
async function main(): Promise<void> {
  fs.rmSync(RECORDINGS, { recursive: true, force: true });
  fs.mkdirSync(RECORDINGS, { recursive: true });
  const stack = await PreviewStack.create(deployed);
  try {
    const keep = async (name: string, command: "preview" | "refresh", ...args: string[]) => {
      const { lines } = await stack.events(command, ...args);
      fs.writeFileSync(fileOf(name), gzipSync(withoutMachine(lines, stack.home)));
      process.stderr.write(`${name}\n`);
    };
    await keep("new-stack", "preview");
    await stack.succeed("up", "--yes", "--skip-preview");
    for (const [name, situation] of Object.entries(SITUATIONS)) {
      const paths = [stack.file, ...Object.keys(situation.files ?? {}).map((file) => path.join(stack.directory, file))];
      const before = paths.map((file) => (fs.existsSync(file) ? fs.readFileSync(file) : undefined));
      const { change } = situation;
      if (change) stack.configure((config) => (change(config), config));
      stack.write(situation.files ?? {});
      const packs = ["--policy-pack", "policy", "--policy-pack-config", `policy/config/${PREVIEW_STACK}.json`];
      await keep(name, "preview", ...(situation.policy ? packs : []));
      paths.forEach((file, index) => {
        const content = before[index];
        if (content === undefined) fs.rmSync(file);
        else fs.writeFileSync(file, content);
      });
    }
    await meddle(stack);
    await keep("drift", "refresh", "--preview-only");
  } finally {
    await stack.stop();
  }
}

/** The events without debug messages, and without what another run on another machine would have otherwise. */
function withoutMachine(lines: readonly string[], home: string): string {
  return lines
    .filter((line) => parseEvent(line) !== undefined)
    .map((line) =>
      line
        .replaceAll(home, "/work")
        .replaceAll(repositoryRoot, "/work/program")
        .replaceAll(/[^" ]*\/platform-deployment\/toolchain\/[^/]*\//g, "/toolchain/")
        .replaceAll(/unix:\/\/[^"\\]*\.sock/g, "unix:///run/docker.sock")
        .replaceAll(/127\.0\.0\.1:\d{5}\b/g, "127.0.0.1:5000"),
    )
    .join("\n")
    .concat("\n");
}

if (require.main === module) void main();
