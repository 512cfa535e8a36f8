import { isPropertyMap, Secret, Unknown, withoutSecrets, type PropertyMap } from "../../plugin";
import type { Credential } from "../daemon/session";
import { parseImageName } from "../image-name";
import { Registry } from "../registry";
import { inspectImage, pushImage } from "../transfer";
import { diffInputs, flagInput, textInput, type Handler, type HandlerContext } from "./handler";
import { checkName, withoutBuild } from "./names";

/** `RegistryImage`: a local image that is pushed under its name, and deleted from the registry with the resource. */
export const registryImage: Handler = {
  check(request) {
    const inputs: PropertyMap = { ...request.newInputs };
    const auth = inputs.authConfig;
    if (isPropertyMap(auth) && typeof auth.password === "string") {
      inputs.authConfig = { ...auth, password: new Secret(auth.password) };
    }
    return Promise.resolve({ inputs, failures: [...checkName(inputs, "name"), ...withoutBuild(inputs)] });
  },

  diff: (request) =>
    diffInputs(request, {
      ignored: ["authConfig.username", "authConfig.password"],
      replacing: ["name", "triggers", "build"],
    }),

  async create(request, context) {
    if (request.preview) return { id: "", outputs: { ...request.inputs, sha256Digest: Unknown.value } };
    const name = textInput(request.inputs, "name")!;
    if (!(await inspectImage(name, context))) {
      throw new Error(
        `The daemon has no image ${name} to push: build, pull or tag it first, and let this depend on it.`,
      );
    }
    context.report(`pushing ${name}`, true);
    await pushImage(name, await credentialOf(request.inputs, context), context);
    const manifest = await (await registryOf(request.inputs, context)).manifest();
    if (!manifest) throw new Error(`Pushing ${name} succeeded, but the registry does not have it.`);
    return { id: manifest.digest, outputs: { ...request.inputs, sha256Digest: manifest.digest } };
  },

  async read(request, context) {
    const imported = Object.keys(request.oldInputs).length === 0;
    const inputs: PropertyMap = imported ? { name: request.id } : request.oldInputs;
    const manifest = await (await registryOf(inputs, context)).manifest();
    if (!manifest) return undefined;
    const outputs = { ...(imported ? inputs : request.oldOutputs), sha256Digest: manifest.digest };
    return { id: imported ? manifest.digest : request.id, inputs, outputs };
  },

  update: (request) => Promise.resolve({ outputs: { ...request.oldOutputs, ...request.newInputs } }),

  async delete(request, context) {
    if (flagInput(request.oldInputs, "keepRemotely")) return;
    const digest = textInput(request.oldOutputs, "sha256Digest");
    if (digest) await (await registryOf(request.oldInputs, context)).deleteManifest(digest);
  },
};

async function registryOf(inputs: PropertyMap, context: HandlerContext): Promise<Registry> {
  return new Registry(parseImageName(textInput(inputs, "name")!), await credentialOf(inputs, context), {
    insecureSkipVerify: flagInput(inputs, "insecureSkipVerify"),
    signal: context.signal,
  });
}

async function credentialOf(inputs: PropertyMap, context: HandlerContext): Promise<Credential | undefined> {
  const auth = withoutSecrets(inputs.authConfig ?? {}) as PropertyMap;
  const username = textInput(auth, "username");
  const password = textInput(auth, "password");
  if (username && password) return { username, password };
  return context.credentials.find(parseImageName(textInput(inputs, "name")!).registry);
}
