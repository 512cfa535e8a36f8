import * as path from "node:path";
import { containsUnknown, Secret, Unknown, withoutSecrets, type DiffRequest, type PropertyMap } from "../../plugin";
import { buildImage } from "../build";
import type { Credential } from "../daemon/session";
import { familiarName, parseImageName } from "../image-name";
import { remoteDigest } from "../remote";
import { inspectImage, pullImage, pushImage } from "../transfer";
import { diffInputs, flagInput, textInput, type Handler, type HandlerContext } from "./handler";
import { buildInputs, buildOf, buildPaths, checkImage, secretArguments } from "./image-inputs";

/**
 * `Image`: an image that is built from a local context and pushed. The digest of the context is one of its inputs, so that
 * nothing is built while nothing has changed, and a preview shows a changed file without building.
 */
export const image: Handler = {
  async check(request) {
    const { inputs, failures } = await checkImage(request.newInputs);
    // The engine shows the value of a failing property, which it does not find for a nested one.
    const shown = failures.map(({ property, reason }) =>
      property?.includes(".") ? { reason: `${property}: ${reason}` } : { property, reason },
    );
    return { inputs, failures: shown };
  },

  diff: (request: DiffRequest) =>
    diffInputs(request, {
      // Credentials change often, and say nothing about the image.
      ignored: ["registry.username", "registry.password", "buildOnPreview"],
    }),

  async create(request, context) {
    const outputs = await imageOutputs(request.inputs, request.preview, context);
    return { id: request.preview ? "" : textInput(request.inputs, "imageName")!, outputs };
  },

  async update(request, context) {
    return { outputs: await imageOutputs(request.newInputs, request.preview, context) };
  },

  async read(request, context) {
    const { id, oldInputs: inputs, oldOutputs: outputs } = request;
    const reference = textInput(outputs, "repoDigest");
    if (reference === undefined) return adopt(id, context);
    if (reference.includes("@")) {
      const credential = await registryCredential(inputs, parseImageName(reference).registry, context);
      return (await remoteDigest(reference, credential, context)) ? { id, inputs, outputs } : undefined;
    }
    return (await inspectImage(reference, context)) ? { id, inputs, outputs } : undefined;
  },

  // Images may be used by name anywhere: like the official plugin, none is deleted.
  delete: () => Promise.resolve(),
};

/** An image that exists in its registry under this name, as `Image.get` and import name it. */
async function adopt(name: string, context: HandlerContext) {
  const parsed = parseImageName(name);
  const digest = await remoteDigest(name, await context.credentials.find(parsed.registry), context);
  if (!digest) return undefined;
  const outputs = {
    baseImageName: name,
    imageName: name,
    registryServer: "",
    repoDigest: `${familiarName(parsed)}@${digest}`,
  };
  return { id: name, inputs: { imageName: name }, outputs };
}

/** Builds and pushes as far as a preview or update does, and gives the outputs. */
async function imageOutputs(inputs: PropertyMap, preview: boolean, context: HandlerContext): Promise<PropertyMap> {
  const build = buildInputs(inputs);
  const known = plannedOutputs(inputs);
  const push = !flagInput(inputs, "skipPush");
  let repoDigest: string | undefined;
  if (!preview || (flagInput(inputs, "buildOnPreview") && !containsUnknown(withoutSecrets(inputs)))) {
    const id = await buildLocally(inputs, context);
    if (!push) repoDigest = id;
    else if (!preview) repoDigest = await pushBuilt(inputs, context);
  }
  return {
    ...known,
    ...(build.platform === undefined ? {} : { platform: build.platform }),
    repoDigest: repoDigest ?? Unknown.value,
    // The official plugin compares with these; they may contain a password.
    ...(preview ? {} : { __inputs: new Secret(withoutSecrets(inputs)) }),
  };
}

function plannedOutputs(inputs: PropertyMap): PropertyMap {
  const build = buildInputs(inputs);
  const registry = withoutSecrets(inputs.registry ?? {}) as PropertyMap;
  const paths = containsUnknown([build.context ?? null, build.dockerfile ?? null]) ? undefined : buildPaths(build);
  const name = withoutSecrets(inputs.imageName ?? Unknown.value);
  return {
    baseImageName: name,
    imageName: name,
    context: paths ? paths.context : Unknown.value,
    dockerfile: paths ? path.relative(paths.context, paths.dockerfile).split(path.sep).join("/") : Unknown.value,
    registryServer: registry.server ?? "",
  };
}

async function buildLocally(inputs: PropertyMap, context: HandlerContext): Promise<string> {
  const build = buildOf(inputs);
  const secrets = secretArguments(inputs);
  const redact = (text: string): string => secrets.reduce((line, secret) => line.replaceAll(secret, "[secret]"), text);
  for (const cached of build.cacheFrom) {
    // Without its cache a build is slower, not wrong.
    await pullImage(cached, build.platform, context).catch((error: Error) => {
      if (context.signal.aborted) throw error;
      context.log("warning", `The image to take layers from is left out: ${error.message}`);
    });
  }
  context.report(`building ${build.imageName}`, true);
  try {
    return await buildImage(build, {
      ...context,
      report: (line, important) => context.report(redact(line), important),
    });
  } catch (error) {
    if (secrets.length > 0 && error instanceof Error && !context.signal.aborted) {
      // Without the original as cause, which still has the secret in it.
      // eslint-disable-next-line preserve-caught-error
      throw new Error(redact(error.message));
    }
    throw error;
  }
}

async function pushBuilt(inputs: PropertyMap, context: HandlerContext): Promise<string> {
  const name = textInput(inputs, "imageName")!;
  const parsed = parseImageName(name);
  const credential = await registryCredential(inputs, parsed.registry, context);
  context.report(`pushing ${name}`, true);
  const digest = await pushImage(name, credential, context);
  // The registry's word counts: a proxy that takes pushes and loses them shows here, not when the first node pulls.
  const reference = `${familiarName(parsed)}@${digest}`;
  if (!(await remoteDigest(reference, credential, context))) {
    throw new Error(`Pushing ${name} succeeded, but the registry does not have ${digest}.`);
  }
  return reference;
}

async function registryCredential(
  inputs: PropertyMap,
  registry: string | undefined,
  context: HandlerContext,
): Promise<Credential | undefined> {
  const given = withoutSecrets(inputs.registry ?? {}) as PropertyMap;
  const username = textInput(given, "username");
  const password = textInput(given, "password");
  if (username && password) return { username, password };
  if (username || password) {
    const missing = username ? "password" : "username";
    context.log("warning", `registry.${missing} is missing: the credentials of this machine are used instead.`);
  }
  return context.credentials.find(textInput(given, "server") ?? registry);
}
