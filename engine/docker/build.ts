import * as path from "node:path";
import { packContext } from "./context/archive";
import { authConfig, encodeHeader, type Credentials } from "./credentials";
import { DaemonUnreachableError, DockerError, type DockerDaemon } from "./daemon/client";
import { openSession, type BuildSession } from "./daemon/session";
import { credentialHost, parseImageName } from "./image-name";
import { BuildProgress, type ProgressMessage } from "./progress";

/** A build as the daemon gets it. */
export interface Build {
  /** Names the image in messages, and tags it. */
  imageName: string;
  /** Directory. */
  context: string;
  /** Path of the Dockerfile, inside the context or not. */
  dockerfile: string;
  args: Record<string, string>;
  target?: string;
  /** Such as `linux/amd64`. */
  platform?: string;
  /** What RUN lines are connected to; undefined takes the daemon's default. */
  network?: string;
  /** `name:address` */
  addHosts: string[];
  /** Images to take layers from. */
  cacheFrom: string[];
  builder: "BuilderV1" | "BuilderBuildKit";
}

/** What a build or push may use of its surroundings. */
export interface BuildEnvironment {
  daemon: DockerDaemon;
  credentials: Credentials;
  signal: AbortSignal;
  /** Shows a line of progress; `important` ones are never left out. */
  report: (line: string, important: boolean) => void;
}

/**
 * Builds an image from a local context.
 *
 * @returns the image's id, `sha256:...`
 * @throws Error that names the image, the failing step and its last output
 */
export async function buildImage(build: Build, surroundings: BuildEnvironment): Promise<string> {
  const { daemon, credentials, signal, report } = surroundings;
  const archive = packContext(build.context, build.dockerfile);
  const progress = new BuildProgress(report);
  const session = build.builder === "BuilderBuildKit" ? await credentialSession(surroundings) : undefined;
  try {
    const messages = daemon.messages<ProgressMessage>("/build", {
      method: "POST",
      query: {
        t: build.imageName,
        dockerfile: archive.dockerfile,
        buildargs: JSON.stringify(build.args),
        target: build.target,
        platform: build.platform,
        networkmode: build.network ?? (await networkWithoutBridge(daemon, signal)),
        extrahosts: build.addHosts.length > 0 ? build.addHosts.join(",") : undefined,
        cachefrom: build.cacheFrom.length > 0 ? JSON.stringify(build.cacheFrom) : undefined,
        version: build.builder === "BuilderBuildKit" ? "2" : "1",
        session: session?.id,
        rm: "1",
        forcerm: "1",
      },
      headers: {
        "Content-Type": "application/x-tar",
        "X-Registry-Config": await registryConfig(build, credentials),
      },
      body: archive.stream,
      signal,
    });
    for await (const message of messages) progress.take(message);
  } catch (error) {
    if (signal.aborted || error instanceof DaemonUnreachableError) throw error;
    if (error instanceof DockerError || !(error as Error).message.startsWith(" failed")) {
      throw new Error(`Building ${build.imageName} failed: ${(error as Error).message}`, { cause: error });
    }
    const dockerfile = path.relative(process.cwd(), path.resolve(build.dockerfile));
    throw new Error(`Building ${build.imageName} from ${dockerfile}${(error as Error).message}`, { cause: error });
  } finally {
    archive.stream.destroy();
    session?.close();
  }
  if (!progress.imageId) throw new Error(`Building ${build.imageName} ended without an image.`);
  return progress.imageId;
}

/**
 * A daemon that runs without a bridge has no network of its own for RUN lines, which could reach nothing: those share the
 * machine's network instead.
 */
async function networkWithoutBridge(daemon: DockerDaemon, signal: AbortSignal): Promise<string | undefined> {
  try {
    await daemon.json("/networks/bridge", { signal });
    return undefined;
  } catch (error) {
    if (error instanceof DockerError && error.status === 404) return "host";
    throw error;
  }
}

/** A session that answers for credentials; none where the daemon offers no sessions, since only private images need it. */
async function credentialSession({ daemon, credentials, signal }: BuildEnvironment): Promise<BuildSession | undefined> {
  try {
    return await openSession(daemon, (host) => credentials.find(host), signal);
  } catch (error) {
    if (error instanceof DockerError) return undefined;
    throw error;
  }
}

/** Credentials for the registries that a build is known to use, for the first-generation builder. */
async function registryConfig(build: Build, credentials: Credentials): Promise<string> {
  const registries = new Set([build.imageName, ...build.cacheFrom].map((name) => parseImageName(name).registry));
  const config: Record<string, object> = {};
  for (const registry of registries) {
    const credential = await credentials.find(registry);
    if (credential) config[credentialHost(registry)] = authConfig(credential, registry);
  }
  return encodeHeader(config);
}
