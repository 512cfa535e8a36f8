import { Unknown } from "../../plugin";
import { DockerError } from "../daemon/client";
import { familiarName, parseImageName } from "../image-name";
import { inspectImage } from "../transfer";
import { diffInputs, textInput, type Handler } from "./handler";
import { checkName } from "./names";

/** `Tag`: a second name for an image that the daemon has. */
export const tag: Handler = {
  check: (request) =>
    Promise.resolve({
      inputs: request.newInputs,
      failures: [...checkName(request.newInputs, "sourceImage"), ...checkName(request.newInputs, "targetImage")],
    }),

  diff: (request) => diffInputs(request, { replacing: ["sourceImage", "targetImage", "tagTriggers"] }),

  async create(request, context) {
    if (request.preview) return { id: "", outputs: { ...request.inputs, sourceImageId: Unknown.value } };
    const source = textInput(request.inputs, "sourceImage")!;
    const target = textInput(request.inputs, "targetImage")!;
    const name = parseImageName(target);
    try {
      await context.daemon.json(`/images/${source}/tag`, {
        method: "POST",
        query: { repo: familiarName(name), tag: name.tag ?? "latest" },
        signal: context.signal,
      });
    } catch (error) {
      if (!(error instanceof DockerError && error.status === 404)) throw error;
      throw new Error(
        `The daemon has no image ${source} to tag: build or pull it first, and make the tag depend on that.`,
        {
          cause: error,
        },
      );
    }
    const found = await inspectImage(source, context);
    return { id: `${source}.${target}`, outputs: { ...request.inputs, sourceImageId: found?.Id ?? "" } };
  },

  /** Gone when the target no longer exists. */
  async read(request, context) {
    const target = textInput(request.oldInputs, "targetImage");
    if (target && !(await inspectImage(target, context))) return undefined;
    return { id: request.id, inputs: request.oldInputs, outputs: request.oldOutputs };
  },

  update: (request) => Promise.resolve({ outputs: { ...request.oldOutputs, ...request.newInputs } }),

  // Both images stay, as with the official plugin: the names may be in use.
  delete: () => Promise.resolve(),
};
