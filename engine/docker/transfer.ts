import type { BuildEnvironment } from "./build";
import { authHeader } from "./credentials";
import { DaemonUnreachableError, DockerError } from "./daemon/client";
import type { Credential } from "./daemon/session";
import { familiarName, parseImageName } from "./image-name";
import type { ProgressMessage } from "./progress";

/** A local image as the daemon describes it. */
export interface LocalImage {
  Id: string;
  RepoDigests?: string[];
}

/**
 * Pushes a local image.
 *
 * @returns its digest in the registry, `sha256:...`
 * @throws Error with the registry's reason and what to do
 */
export async function pushImage(
  name: string,
  credential: Credential | undefined,
  { daemon, signal, report }: BuildEnvironment,
): Promise<string> {
  const parsed = parseImageName(name);
  let digest: string | undefined;
  const messages = daemon.messages<ProgressMessage>(`/images/${familiarName(parsed)}/push`, {
    method: "POST",
    query: { tag: parsed.tag ?? "latest" },
    headers: { "X-Registry-Auth": authHeader(credential, parsed.registry) },
    signal,
  });
  try {
    for await (const message of messages) {
      const error = message.errorDetail?.message ?? message.error;
      if (error) throw new Error(error);
      if (message.aux && typeof message.aux === "object" && "Digest" in message.aux) {
        digest = (message.aux as { Digest: string }).Digest;
      }
      if (message.status) report(`push: ${[message.id, message.status].filter(Boolean).join(" ")}`, false);
    }
  } catch (error) {
    throw transferError(`Pushing ${name}`, parsed.registry, error as Error, signal);
  }
  if (!digest) throw new Error(`Pushing ${name} ended without a digest from the registry.`);
  return digest;
}

/**
 * Pulls an image to the daemon.
 *
 * @throws Error with the registry's reason and what to do
 */
export async function pullImage(
  name: string,
  platform: string | undefined,
  { daemon, credentials, signal, report }: BuildEnvironment,
): Promise<void> {
  const parsed = parseImageName(name);
  const messages = daemon.messages<ProgressMessage>("/images/create", {
    method: "POST",
    query: { fromImage: familiarName(parsed), tag: parsed.digest ?? parsed.tag ?? "latest", platform },
    headers: { "X-Registry-Auth": authHeader(await credentials.find(parsed.registry), parsed.registry) },
    signal,
  });
  try {
    for await (const message of messages) {
      const error = message.errorDetail?.message ?? message.error;
      if (error) throw new Error(error);
      if (message.status) report(`pull: ${[message.id, message.status].filter(Boolean).join(" ")}`, false);
    }
  } catch (error) {
    throw transferError(`Pulling ${name}`, parsed.registry, error as Error, signal);
  }
}

/** A local image; undefined when the daemon has none of that name. */
export async function inspectImage(
  name: string,
  { daemon, signal }: Pick<BuildEnvironment, "daemon" | "signal">,
): Promise<LocalImage | undefined> {
  try {
    return await daemon.json<LocalImage>(`/images/${name}/json`, { signal });
  } catch (error) {
    if (error instanceof DockerError && error.status === 404) return undefined;
    throw error;
  }
}

function transferError(what: string, registry: string | undefined, error: Error, signal: AbortSignal): Error {
  if (signal.aborted || error instanceof DaemonUnreachableError) return error;
  const host = registry ?? "Docker Hub";
  const advice = [
    [
      /unauthorized|authentication required|denied|no basic auth|incorrect username or password|401/i,
      `${host} does not accept the credentials: set them for this image or in the provider's registryAuth, or run "docker login ${registry ?? ""}".`,
    ],
    [
      /server gave HTTP response to HTTPS client/i,
      `${host} speaks plain HTTP, which the daemon allows on the loopback interface only: give the registry TLS, or list it in the daemon's insecure-registries.`,
    ],
    [
      /connection refused|no such host|i\/o timeout|deadline exceeded|no route to host|EOF|connection reset/i,
      `The Docker daemon cannot reach ${host}: check that the registry runs and that its address is right.`,
    ],
    [/manifest unknown|not found|does not exist/i, `Check the name and tag.`],
  ] as const;
  const remedy = advice.find(([pattern]) => pattern.test(error.message))?.[1];
  return new Error(`${what} failed: ${error.message.trim()}${remedy ? `\n${remedy}` : ""}`, { cause: error });
}
