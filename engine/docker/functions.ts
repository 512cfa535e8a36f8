import { isPropertyMap, PluginError, status, withoutSecrets, type PropertyMap } from "../plugin";
import type { Credential } from "./daemon/session";
import { familiarName, parseImageName } from "./image-name";
import { Registry, type RemoteManifest } from "./registry";
import { flagInput, textInput, type HandlerContext } from "./resources/handler";
import { inspectImage } from "./transfer";

type Function = (args: PropertyMap, context: HandlerContext) => Promise<PropertyMap>;

/** The package's functions by token. */
export const functions: Record<string, Function> = {
  "docker:index/getRegistryImage:getRegistryImage": async (args, context) => {
    const { digest } = await remoteManifest(args, context);
    return {
      id: digest,
      insecureSkipVerify: args.insecureSkipVerify ?? false,
      name: args.name,
      sha256Digest: digest,
    };
  },

  "docker:index/getRegistryImageManifests:getRegistryImageManifests": async (args, context) => {
    const manifest = await remoteManifest(args, context);
    const index = manifest.content as { manifests?: IndexEntry[] };
    const entries = index.manifests ?? [{ digest: manifest.digest, mediaType: manifest.mediaType }];
    return {
      ...args,
      id: manifest.digest,
      manifests: entries.map((entry) => ({
        architecture: entry.platform?.architecture ?? "",
        mediaType: entry.mediaType,
        os: entry.platform?.os ?? "",
        sha256Digest: entry.digest,
      })),
    };
  },

  "docker:index/getRemoteImage:getRemoteImage": async (args, context) => {
    const name = nameOf(args);
    const found = await inspectImage(name, context);
    if (!found)
      throw new PluginError(`The Docker daemon has no image ${name}: build or pull it first.`, status.NOT_FOUND);
    const repository = familiarName(parseImageName(name));
    const repoDigest = found.RepoDigests?.find((digest) => digest.startsWith(`${repository}@`)) ?? "";
    return { id: found.Id, name, repoDigest };
  },
};

interface IndexEntry {
  digest: string;
  mediaType: string;
  platform?: { architecture?: string; os?: string };
}

function nameOf(args: PropertyMap): string {
  const name = textInput(args, "name");
  if (!name) throw new PluginError("name is required: an image's name.", status.INVALID_ARGUMENT);
  return name;
}

async function remoteManifest(args: PropertyMap, context: HandlerContext): Promise<RemoteManifest> {
  const text = nameOf(args);
  const name = parseImageName(text);
  const auth = withoutSecrets(args.authConfig ?? {});
  const given = isPropertyMap(auth) ? auth : {};
  const username = textInput(given, "username");
  const password = textInput(given, "password");
  const credential: Credential | undefined =
    username && password ? { username, password } : await context.credentials.find(name.registry);
  const options = { insecureSkipVerify: flagInput(args, "insecureSkipVerify"), signal: context.signal };
  const manifest = await new Registry(name, credential, options).manifest();
  if (!manifest) throw new PluginError(`The registry has no image ${text}: check its name and tag.`, status.NOT_FOUND);
  return manifest;
}
