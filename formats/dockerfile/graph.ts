import type { Build } from "./build";
import { atLine, DockerfileError } from "./error";
import { formatImageReference, parseImageReference } from "../image-reference";
import { mountSource } from "./mounts";
import type { Instruction, Stage } from "./parser";
import { expandWord } from "./shell-words";
import { flagValue, flagValues } from "./syntax";

/** A stage of a build, or an image that something is copied from. */
export interface State {
  /** undefined for an image. */
  readonly stage: Stage | undefined;
  /** What it is made from, with the values of variables. */
  readonly image: string;
  readonly line: number;
  /** The stage that it is made from. */
  readonly base: State | undefined;
  /** What its instructions take files from. */
  readonly sources: Set<State>;
  /** Whether it can be copied from. */
  isDone: boolean;
  hasImage: boolean;
  hasTriggers: boolean;
}

/** An image that a build needs from a registry. */
export interface NeededImage {
  /** With the values of variables. */
  readonly name: string;
  /** With registry, path, and tag or digest. */
  readonly fullName: string;
  /** The line that names it. */
  readonly line: number;
}

const SCRATCH = "scratch";

/** Which stages and images a build needs, and which of them it takes files from. */
export class Graph {
  /** The images from registries: stages' bases, and what files are taken from. */
  readonly images: NeededImage[] = [];
  readonly #states: State[] = [];
  readonly #byName = new Map<string, State>();
  readonly #byInstruction = new Map<Instruction, readonly State[]>();
  #reachable: ReadonlySet<State> = new Set();

  constructor(private readonly build: Build) {
    for (const stage of build.dockerfile.stages) {
      const { name: image } = build.baseOf(stage);
      const state = newState(stage, image, stage.from.line, this.#byName.get(image));
      this.#states.push(state);
      if (stage.name !== undefined) this.#byName.set(stage.name, state);
    }
  }

  /**
   * Finds what the target needs.
   *
   * @returns the target
   * @throws DockerfileError when a stage needs itself or one that does not exist, or an image's name is malformed
   */
  resolve(): State {
    const stages = [...this.#states];
    const target = stages[this.build.target.index] as State;
    for (const state of stages) this.#take(state, state.stage?.instructions ?? []);
    this.#checkCycles(stages);
    do {
      this.#reachable = reachableFrom(target);
      this.#resolveImages();
    } while (this.#takeTriggers());
    return target;
  }

  /** What is built and has not been gone through yet, in order. */
  inOrder(): State[] {
    return this.#states.filter((state) => this.#reachable.has(state) && !state.isDone);
  }

  /** The stages and images that an instruction takes files from. */
  sourcesOf(instruction: Instruction): readonly State[] {
    return this.#byInstruction.get(instruction) ?? [];
  }

  /** Full name of the image that a stage is made from in the end; undefined for `scratch`. */
  rootOf(state: State): string | undefined {
    let root = state;
    while (root.base) root = root.base;
    return root.image === SCRATCH ? undefined : fullName(root);
  }

  /** @returns whether there are any sources */
  #take(state: State, instructions: readonly Instruction[]): boolean {
    let hasSources = false;
    for (const instruction of instructions) {
      const sources = atLine(instruction.line, () => this.#sources(instruction));
      this.#byInstruction.set(instruction, sources);
      for (const source of sources) {
        hasSources = true;
        state.sources.add(source);
        if (!source.stage && !this.#states.includes(source)) this.#states.push(source);
      }
    }
    return hasSources;
  }

  #sources(instruction: Instruction): State[] {
    if (instruction.keyword === "RUN") {
      return flagValues(instruction, "mount").map((mount) =>
        this.#named(mountSource(mount) || SCRATCH, instruction.line),
      );
    }
    const from = instruction.keyword === "COPY" ? (flagValue(instruction, "from") ?? "") : "";
    if (from === "") return [];
    if (expandWord(from, () => undefined, { escape: this.build.dockerfile.escape }) !== from) {
      throw new DockerfileError(
        instruction.line,
        `--from=${from} takes no variables: make a stage of the image, FROM ${from} AS name, and name that`,
      );
    }
    if (!/^[-+]?\d+$/.test(from)) return [this.#named(from, instruction.line)];
    const numbered = this.#states[Number(from)];
    if (!numbered) {
      throw new DockerfileError(
        instruction.line,
        `--from=${from}: there is no stage of that number; the first one is 0`,
      );
    }
    return [numbered];
  }

  #named(name: string, line: number): State {
    return this.#byName.get(name.toLowerCase()) ?? newState(undefined, name, line, undefined);
  }

  #checkCycles(states: readonly State[]): void {
    const visited = new Set<State>();
    const path = new Set<State>();
    const visit = (state: State): void => {
      if (visited.has(state)) return;
      visited.add(state);
      path.add(state);
      for (const source of state.sources) {
        if (path.has(source))
          throw new DockerfileError(
            state.line,
            "the stage copies from itself, by way of others perhaps: take the circle apart",
          );
        visit(source);
      }
      path.delete(state);
    };
    states.forEach(visit);
  }

  /** Names are checked in stages that are not needed, too. */
  #resolveImages(): void {
    for (const state of this.#states) {
      if (state.base || state.isDone || state.hasImage) continue;
      state.hasImage = this.#reachable.has(state);
      if (state.image !== SCRATCH) {
        const name = fullName(state);
        if (state.hasImage) this.images.push({ name: state.image, fullName: name, line: state.line });
      }
      if (!state.stage) state.isDone = true;
    }
  }

  /** @returns whether what ONBUILD has kept takes files from somewhere */
  #takeTriggers(): boolean {
    let hasSources = false;
    for (const state of this.#reachable) {
      if (!state.base || !state.stage || state.hasTriggers) continue;
      state.hasTriggers = true;
      const own = new Set(state.stage.instructions);
      const triggers = this.build.instructionsOf(state.stage).filter((one) => !own.has(one));
      if (this.#take(state, triggers)) hasSources = true;
    }
    return hasSources;
  }
}

function newState(stage: Stage | undefined, image: string, line: number, base: State | undefined): State {
  return { stage, image, line, base, sources: new Set(), isDone: false, hasImage: false, hasTriggers: false };
}

function reachableFrom(target: State): Set<State> {
  const found = new Set<State>();
  const visit = (state: State): void => {
    if (found.has(state)) return;
    found.add(state);
    if (state.base) visit(state.base);
    state.sources.forEach(visit);
  };
  visit(target);
  return found;
}

function fullName({ image, line }: State): string {
  const reference = parseImageReference(image);
  if (!reference) {
    throw new DockerfileError(
      line,
      `${image} is neither an earlier stage nor an image's name, which is in small letters: name:tag@sha256:...`,
    );
  }
  return formatImageReference(reference);
}
