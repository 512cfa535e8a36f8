import { Unknown, type PropertyMap } from "../../plugin";
import { DockerError } from "../daemon/client";
import { familiarName, parseImageName } from "../image-name";
import { inspectImage, pullImage, type LocalImage } from "../transfer";
import { diffInputs, flagInput, textInput, type Handler, type HandlerContext } from "./handler";
import { checkName, withoutBuild } from "./names";

/** `RemoteImage`: an image that the daemon has pulled. */
export const remoteImage: Handler = {
  check: (request) =>
    Promise.resolve({
      inputs: request.newInputs,
      failures: [...checkName(request.newInputs, "name"), ...withoutBuild(request.newInputs)],
    }),

  diff: (request) => diffInputs(request, { replacing: ["name", "platform", "pullTriggers", "triggers", "build"] }),

  async create(request, context) {
    if (request.preview) {
      return { id: "", outputs: { ...request.inputs, imageId: Unknown.value, repoDigest: Unknown.value } };
    }
    const name = textInput(request.inputs, "name")!;
    let found = await inspectImage(name, context);
    if (!found) {
      context.report(`pulling ${name}`, true);
      await pullImage(name, textInput(request.inputs, "platform"), context);
      found = await inspectImage(name, context);
    }
    if (!found) throw new Error(`The daemon does not have ${name}, although it was pulled.`);
    return state(request.inputs, name, found);
  },

  async read(request, context) {
    const imported = Object.keys(request.oldInputs).length === 0;
    const inputs: PropertyMap = imported ? { name: request.id.replace(/^sha256:[0-9a-f]{64}/, "") } : request.oldInputs;
    const name = textInput(inputs, "name")!;
    const found = await inspectImage(name, context);
    return found && { ...state(inputs, name, found), inputs };
  },

  async update(request, context) {
    if (request.preview) return { outputs: { ...request.oldOutputs, ...request.newInputs } };
    const name = textInput(request.newInputs, "name")!;
    const found = await inspectImage(name, context);
    if (!found)
      throw new Error(`The daemon no longer has ${name}: "pulumi refresh" notices it, and the next update pulls it.`);
    return { outputs: state(request.newInputs, name, found).outputs };
  },

  async delete(request, context) {
    if (flagInput(request.oldInputs, "keepLocally")) return;
    const name = textInput(request.oldInputs, "name")!;
    await removeImage(name, flagInput(request.oldInputs, "forceRemove"), context);
  },
};

function state(inputs: PropertyMap, name: string, found: LocalImage): { id: string; outputs: PropertyMap } {
  const repository = familiarName(parseImageName(name));
  const repoDigest = found.RepoDigests?.find((digest) => digest.startsWith(`${repository}@`)) ?? "";
  return { id: found.Id + name, outputs: { ...inputs, imageId: found.Id, repoDigest } };
}

async function removeImage(name: string, force: boolean, context: HandlerContext): Promise<void> {
  try {
    const query = force ? { force: "1" } : {};
    await context.daemon.json(`/images/${name}`, { method: "DELETE", query, signal: context.signal });
  } catch (error) {
    if (error instanceof DockerError && error.status === 404) return;
    if (error instanceof DockerError && error.status === 409) {
      throw new Error(
        `${error.message}. Set forceRemove to remove the image all the same, or keepLocally to leave it.`,
        { cause: error },
      );
    }
    throw error;
  }
}
