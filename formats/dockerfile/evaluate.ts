import { posix } from "node:path";
import { atLine, DockerfileError } from "./error";
import { Graph, type NeededImage, type State } from "./graph";
import { contentOf, parseHeredoc } from "./heredoc";
import type { Build, Step } from "./build";
import { parseMount } from "./mounts";
import type { Instruction, Stage } from "./parser";
import { isPlatform } from "./platform";
import { expandWord } from "./shell-words";
import { isSignal } from "./signals";
import { checkCopying } from "./sources";
import { flagValue, flagValues, isHeredoc } from "./syntax";
import type { Variables } from "./variables";

/** What a build comes to. */
export interface BuiltImage {
  /** Full name of the image that the target is made from in the end; undefined for `scratch`. */
  readonly base: string | undefined;
  /** All images from registries that the build needs. */
  readonly images: readonly NeededImage[];
  /** The stages that the build goes through, in order. */
  readonly stages: readonly Stage[];
  /** What ENV sets, and PATH. */
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * Goes through all that a build would do, for what BuildKit would refuse: in the stages that the target needs, and as far as it looks at
 * the others. It works out every variable.
 *
 * @throws DockerfileError for the first thing that is wrong
 */
export function evaluateBuild(build: Build): BuiltImage {
  build.globals.force();
  for (const stage of build.dockerfile.stages) checkPlatform(build, stage.from, build.baseOf(stage).name);
  const graph = new Graph(build);
  const target = graph.resolve();
  const directories = new Map<State, string>();
  const stages = graph.inOrder();
  for (const state of stages) {
    const directory = state.base ? (directories.get(state.base) ?? "/") : "/";
    directories.set(state, new Walk(build, graph, directory).through(state));
  }
  return {
    base: graph.rootOf(target),
    images: graph.images,
    stages: stages.flatMap(({ stage }) => stage ?? []),
    environment: build.environmentAfter(build.target),
  };
}

function checkPlatform(build: Build, from: Instruction, image: string): void {
  const written = flagValue(from, "platform") ?? "";
  if (written === "") return;
  const platform = build.expand(written, build.globals, from.line);
  if (!isPlatform(platform)) {
    throw new DockerfileError(
      from.line,
      `FROM ${image}: the platform ${platform || written} is not one such as linux/amd64`,
    );
  }
}

/** The way through the instructions of a stage. */
class Walk {
  constructor(
    private readonly build: Build,
    private readonly graph: Graph,
    private directory: string,
  ) {}

  /** @returns the directory that the stage ends in */
  through(state: State): string {
    const { stage } = state;
    if (!stage) return this.directory;
    state.isDone = true;
    for (const step of this.build.stepsOf(stage)) atLine(step.instruction.line, () => this.#check(step));
    this.build.variablesAfter(stage).force();
    return this.directory;
  }

  #check(step: Step): void {
    const { instruction, variables } = step;
    const { keyword, content, words, line } = instruction;
    const expand = (word: string) => this.build.expand(word, variables, line);
    const fail = (text: string): never => {
      throw new DockerfileError(line, text);
    };
    switch (keyword) {
      case "ADD":
      case "COPY":
        return this.#checkCopy(instruction, variables, expand);
      case "EXPOSE":
        return void this.build.portsIn(step);
      case "LABEL":
        return instruction.pairs.forEach(({ name, value = "" }) => [name, value].map(expand));
      case "RUN":
        return this.#checkRun(instruction, expand);
      case "STOPSIGNAL": {
        const signal = expand(content);
        if (!isSignal(signal)) fail(`STOPSIGNAL ${signal} is not a signal: write one such as SIGTERM`);
        return;
      }
      case "USER":
        return void expand(content);
      case "VOLUME":
        if (words.some((word) => expand(word.trim()) === "")) fail("VOLUME has an empty path");
        return;
      case "WORKDIR":
        this.directory = posix.resolve("/", this.directory, expand(content));
    }
  }

  #checkCopy(instruction: Instruction, variables: Variables, expand: (word: string) => string): void {
    const { keyword, words, heredocs, line } = instruction;
    const flag = (name: string) => flagValue(instruction, name) ?? "";
    const isSet = (name: string) => {
      const value = flagValue(instruction, name);
      return value === undefined ? undefined : value.toLowerCase() !== "false";
    };
    expand(words.at(-1) as string);
    const [from] = this.graph.sourcesOf(instruction);
    if (from?.isDone === false) {
      throw new DockerfileError(
        line,
        `COPY --from=${flag("from")} copies from a stage that comes later: move that stage before this one`,
      );
    }
    const sources = words.slice(0, -1);
    for (const word of sources.filter(isHeredoc)) {
      const heredoc = parseHeredoc(word);
      const document = heredocs.findLast(({ name }) => name === heredoc?.name);
      if (heredoc?.isExpanded && document) {
        expandWord(contentOf({ ...heredoc, content: document.content }), variables.get, { skipQuotes: true });
      }
    }
    checkCopying({
      keyword,
      sources: sources.filter((word) => !isHeredoc(word)).map(expand),
      chown: expand(flag("chown")),
      chmod: expand(flag("chmod")),
      checksum: keyword === "ADD" ? expand(flag("checksum")) : "",
      isLink: isSet("link") ?? false,
      keepsGit: isSet("keep-git-dir"),
    });
  }

  #checkRun(instruction: Instruction, expand: (word: string) => string): void {
    const sources = this.graph.sourcesOf(instruction);
    for (const [index, text] of flagValues(instruction, "mount").entries()) {
      const { type, from, target } = parseMount(text, expand);
      const fail = (why: string): never => {
        throw new DockerfileError(instruction.line, `--mount=${text}: ${why}`);
      };
      if (from !== undefined && sources[index]?.isDone === false)
        fail(`the stage ${from} comes later: move it before this one`);
      if (type === "secret" || type === "ssh") continue;
      if (posix.resolve("/", this.directory, target) === "/") fail("its target is the root: name another folder");
    }
  }
}
