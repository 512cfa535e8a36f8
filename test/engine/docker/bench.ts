import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { DockerProvider } from "../../../engine/docker/provider";
import { PluginClient, type CallError } from "../../support/plugin-client";
import { fakeRegistry, FakeServer, lines } from "./fakes";

export const digest = `sha256:${"d".repeat(64)}`;
export const imageId = `sha256:${"1".repeat(64)}`;

/** The plugin between a daemon and a registry that answer as a test decides. */
export class Bench {
  private constructor(
    readonly client: PluginClient,
    readonly daemon: FakeServer,
    readonly registry: FakeServer,
    /** What the registry has, by tag and digest: at first `dev`. */
    readonly manifests: Record<string, { digest: string; content?: object }>,
    /** The registry's host and port. */
    readonly host: string,
    /** A build context with a Dockerfile. */
    readonly directory: string,
  ) {}

  static async start(): Promise<Bench> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "docker-test-"));
    fs.writeFileSync(path.join(directory, "Dockerfile"), "FROM base\n");
    const manifests = { [digest]: { digest }, dev: { digest } };
    const registry = fakeRegistry(manifests);
    const daemon = new FakeServer()
      .on("GET /networks/bridge", {})
      .on("POST /build", lines({ stream: "Step 1/1 : FROM base\n" }, { aux: { ID: imageId } }))
      .on(
        "POST /images/*/push",
        lines({ status: "Pushing", id: "a" }, { aux: { Tag: "dev", Digest: digest, Size: 1 } }),
      );
    const client = await PluginClient.serve(new DockerProvider("5.2.0"));
    await client.configure({ host: await daemon.listenOnSocket() });
    return new Bench(client, daemon, registry, manifests, await registry.listenOnPort(), directory);
  }

  stop(): void {
    this.client.stop();
    this.daemon.stop();
    this.registry.stop();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The error of a call that must fail. */
export async function failure(promise: Promise<unknown>): Promise<CallError> {
  try {
    await promise;
  } catch (error) {
    return error as CallError;
  }
  throw new Error("The call should have failed.");
}
