import execa from "execa";
import { createInterface } from "node:readline";
import { repositoryRoot } from "../../embedded/paths";
import { parseEvent, type EngineEvent } from "../engine-events";
import type { PreviewTarget } from "../policy/preview-target";
import type { Sandbox } from "./untrusted/sandbox";

/** Where a preview runs. */
export interface PreviewPlace extends PreviewTarget {
  /** What the program is kept from; nothing where it is trusted. */
  readonly sandbox?: Sandbox;
}

/** How a streamed command ended. */
export interface StreamEnd {
  readonly exitCode: number;
  /** What it wrote beside its events: where it fails before there are any, this says why. */
  readonly stderr: string;
}

/**
 * Runs a command of `pulumi` that streams the engine's events, and passes them on one by one, so that no more than one is in memory.
 *
 * @param command its name and options, such as `preview`
 * @param place where it runs
 * @param take gets each event
 */
export async function streamEvents(
  command: readonly string[],
  { environment, configFile, sandbox }: PreviewPlace,
  take: (event: EngineEvent) => void,
): Promise<StreamEnd> {
  const file = configFile === undefined ? [] : ["--config-file", configFile];
  const [program, ...args] = [...(sandbox?.command ?? []), "pulumi", ...command] as [string, ...string[]];
  const child = execa(program, [...args, "--json", "--non-interactive", ...file], {
    cwd: repositoryRoot,
    env: { ...environment, ...sandbox?.environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    // Nothing of this process's environment but what is given.
    extendEnv: false,
    reject: false,
    // Events are read line by line; they may be more than a buffer takes.
    buffer: false,
    stdin: "ignore",
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const lines = createInterface({ input: child.stdout!, crlfDelay: Infinity });
  for await (const line of lines) {
    const event = parseEvent(line);
    if (event) take(event);
  }
  // One that could not be started, or was ended by a signal, has no exit code.
  const result: { exitCode?: number; shortMessage?: string } = await child;
  return {
    exitCode: result.exitCode ?? 1,
    stderr: stderr.trim() || (result.exitCode ? "" : (result.shortMessage ?? "")),
  };
}
