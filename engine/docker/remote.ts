import type { BuildEnvironment } from "./build";
import { authHeader } from "./credentials";
import { DaemonUnreachableError, DockerError } from "./daemon/client";
import type { Credential } from "./daemon/session";
import { familiarName, parseImageName } from "./image-name";
import { Registry, RegistryError } from "./registry";

/**
 * Asks the registry which digest a name stands for. The daemon may reach registries that this process cannot (another
 * machine, a virtual machine with its own network) and the other way round: the second is asked when the first cannot
 * get through.
 *
 * @returns `sha256:...`; undefined when the registry has no such image
 * @throws Error with what to do when neither gets an answer, or the registry refuses
 */
export async function remoteDigest(
  reference: string,
  credential: Credential | undefined,
  { daemon, signal }: Pick<BuildEnvironment, "daemon" | "signal">,
): Promise<string | undefined> {
  const name = parseImageName(reference);
  try {
    return (await new Registry(name, credential, { signal }).manifest())?.digest;
  } catch (error) {
    if (signal.aborted || error instanceof RegistryError) throw error;
    try {
      const full = familiarName(name) + (name.digest ? `@${name.digest}` : `:${name.tag ?? "latest"}`);
      const { Descriptor } = await daemon.json<{ Descriptor: { digest: string } }>(`/distribution/${full}/json`, {
        headers: { "X-Registry-Auth": authHeader(credential, name.registry) },
        signal,
      });
      return Descriptor.digest;
    } catch (second) {
      if (second instanceof DockerError && second.status === 404) return undefined;
      if (second instanceof DockerError && /manifest unknown|not found/i.test(second.message)) return undefined;
      throw second instanceof DockerError || second instanceof DaemonUnreachableError ? error : second;
    }
  }
}
