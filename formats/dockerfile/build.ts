import type { Pair } from "./arguments";
import { atLine, DockerfileError } from "./error";
import { parseTrigger, type Dockerfile, type Instruction, type Stage } from "./parser";
import { parsePort, type PortRange } from "./ports";
import { expandWord, expandWords, type Lookup } from "./shell-words";
import { platformVariables, Variables } from "./variables";

/** What is built of a Dockerfile, and with what. */
export interface BuildOptions {
  /** Name of the stage to build. @default the last one */
  readonly target?: string;
  /** The build's arguments. @default none */
  readonly argument?: Lookup;
  /** What is built for. @default "linux/amd64" */
  readonly platform?: string;
}

/** What a stage is made from. */
export interface Base {
  /** With the values of variables. */
  readonly name: string;
  /** The earlier stage of that name; undefined for an image. */
  readonly stage: Stage | undefined;
}

/** An instruction where it is run, and the variables before it. */
export interface Step {
  readonly instruction: Instruction;
  readonly variables: Variables;
}

/** The user that a container of an image runs as. */
export interface ImageUser {
  /** With the values of variables: `10001:10001`. */
  readonly value: string;
  /** Variables in it that the Dockerfile sets nowhere; a base image may. */
  readonly unset: readonly string[];
  readonly instruction: Instruction;
}

/** Ports that an image exposes, and where it says so. */
export interface ExposedPorts extends PortRange {
  readonly instruction: Instruction;
}

/** What running a stage comes to. */
interface Run {
  readonly steps: readonly Step[];
  readonly variables: Variables;
  readonly environment: ReadonlyMap<string, () => string>;
}

/** What nearly every image has, and BuildKit gives to those that have none. */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Arguments that are for BuildKit alone. */
const NO_VARIABLES = new Set(["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]);

/**
 * A build of a Dockerfile: which stages it is made of, and what their variables come to. Each answer is worked out when it is asked for, so
 * that an argument that is not known yet hinders only what depends on it.
 */
export class Build {
  readonly #argument: Lookup;
  /** The variables of FROM: those of the platform, and the ARG lines before the first stage. */
  readonly globals: Variables;
  readonly #bases = new Map<Stage, Base>();
  readonly #instructions = new Map<Stage, readonly Instruction[]>();
  readonly #runs = new Map<Stage, Run>();

  /** @throws nothing: what is wrong with the Dockerfile is thrown by what depends on it. */
  constructor(
    readonly dockerfile: Dockerfile,
    private readonly options: BuildOptions = {},
  ) {
    this.#argument = options.argument ?? (() => undefined);
    const target = options.target ?? dockerfile.stages.at(-1)?.name ?? "default";
    let globals = Variables.none;
    for (const [name, value] of Object.entries(platformVariables(options.platform ?? "linux/amd64", target))) {
      globals = globals.with(name, () => this.#argument(name) ?? value);
    }
    for (const instruction of dockerfile.initial) {
      for (const pair of instruction.pairs) globals = this.#declared(globals, pair, instruction.line);
    }
    this.globals = globals;
  }

  /**
   * What a stage is made from.
   *
   * @throws DockerfileError when that comes to nothing
   */
  baseOf(stage: Stage): Base {
    const known = this.#bases.get(stage);
    if (known) return known;
    const { line } = stage.from;
    const name = this.expand(stage.image, this.globals, line);
    if (name === "") {
      throw new DockerfileError(
        line,
        `FROM ${stage.image} comes to nothing: give the variable a value by ARG before the first FROM`,
      );
    }
    const earlier = this.dockerfile.stages.slice(0, stage.index).findLast((one) => one.name === name);
    const base = { name, stage: earlier };
    this.#bases.set(stage, base);
    return base;
  }

  /**
   * The stage that is built.
   *
   * @throws DockerfileError when no stage has the name of the target
   */
  get target(): Stage {
    const { target } = this.options;
    const { stages } = this.dockerfile;
    if (target === undefined || target === "") return stages.at(-1) as Stage;
    const found = stages.findLast(({ name }) => name === target.toLowerCase());
    if (found) return found;
    const names = stages.flatMap(({ name }) => name ?? []);
    const hint =
      names.length > 0 ? `the stages are ${names.join(", ")}` : `write AS ${target} behind the image of a FROM`;
    throw new DockerfileError(undefined, `no stage has the name ${target} of the target: ${hint}`);
  }

  /** The stages that make up the image, the target first: each is made from the one behind it. */
  lineage(): Stage[] {
    const chain: Stage[] = [];
    for (let stage: Stage | undefined = this.target; stage; stage = this.baseOf(stage).stage) chain.push(stage);
    return chain;
  }

  /** What a stage runs: what the stage that it is made from has kept for it by ONBUILD, and its own instructions. */
  instructionsOf(stage: Stage): readonly Instruction[] {
    const known = this.#instructions.get(stage);
    if (known) return known;
    const instructions = [...this.#triggersFor(stage), ...stage.instructions];
    this.#instructions.set(stage, instructions);
    return instructions;
  }

  #triggersFor(stage: Stage): Instruction[] {
    const kept = this.baseOf(stage).stage?.instructions.filter(({ keyword }) => keyword === "ONBUILD") ?? [];
    return kept.map(({ text, heredocs }) => {
      const documents = heredocs.map(({ content, name }) => `\n${content}${name}`);
      return parseTrigger(text.replace(/^\s*ONBUILD\s*/i, "") + documents.join(""), stage.from.line);
    });
  }

  /** The instructions of a stage with the variables before each. */
  stepsOf(stage: Stage): readonly Step[] {
    return this.#run(stage).steps;
  }

  /** The variables at the end of a stage. */
  variablesAfter(stage: Stage): Variables {
    return this.#run(stage).variables;
  }

  /** What the image of a stage has in its environment, by name. */
  environmentAfter(stage: Stage): ReadonlyMap<string, string> {
    const values = [...this.#run(stage).environment].map(([name, compute]) => [name, compute()] as const);
    return new Map(values);
  }

  /**
   * The user of the image; undefined where no stage of it names one.
   *
   * @throws DockerfileError when the line cannot be read
   */
  user(): ImageUser | undefined {
    const step = this.#steps().findLast(({ instruction }) => instruction.keyword === "USER");
    if (!step) return undefined;
    const { instruction, variables } = step;
    const unset = new Set<string>();
    const lookup: Lookup = (name) => {
      const value = variables.get(name);
      if (value === undefined) unset.add(name);
      return value;
    };
    return { value: this.#word(instruction.content, lookup, instruction.line), unset: [...unset], instruction };
  }

  /**
   * The ports of the image.
   *
   * @throws DockerfileError when one is malformed
   */
  ports(): ExposedPorts[] {
    return this.#steps()
      .filter(({ instruction }) => instruction.keyword === "EXPOSE")
      .flatMap((step) => this.portsIn(step));
  }

  /** The ports that one EXPOSE names. */
  portsIn({ instruction, variables }: Step): ExposedPorts[] {
    const { escape } = this.dockerfile;
    return atLine(instruction.line, () =>
      instruction.words
        .flatMap((word) => expandWords(word, variables.get, { escape }))
        .map((word) => ({ ...parsePort(word), instruction })),
    );
  }

  /** A word with the values of its variables. */
  expand(word: string, variables: Variables, line: number): string {
    return this.#word(word, variables.get, line);
  }

  #word(word: string, lookup: Lookup, line: number): string {
    return atLine(line, () => expandWord(word, lookup, { escape: this.dockerfile.escape }));
  }

  /** All steps of the image, in the order in which they are run. */
  #steps(): Step[] {
    return this.lineage()
      .reverse()
      .flatMap((stage) => this.stepsOf(stage));
  }

  #run(stage: Stage): Run {
    const known = this.#runs.get(stage);
    if (known) return known;
    const base = this.baseOf(stage).stage;
    const before = base && this.#run(base);
    const environment = new Map(before?.environment ?? [["PATH", () => PATH]]);
    let variables = before?.variables ?? Variables.none;
    // What is in an image's environment comes before the arguments of the stage that it is from.
    for (const [name, compute] of environment) variables = variables.with(name, compute);
    const steps = this.instructionsOf(stage).map((instruction) => {
      const step = { instruction, variables };
      variables = this.#after(step, environment);
      return step;
    });
    const run = { steps, variables, environment };
    this.#runs.set(stage, run);
    return run;
  }

  #after({ instruction, variables }: Step, environment: Map<string, () => string>): Variables {
    const { keyword, pairs, line } = instruction;
    let after = variables;
    for (const pair of keyword === "ENV" || keyword === "ARG" ? pairs : []) {
      if (keyword === "ARG") {
        after = this.#declared(after, pair, line, this.globals);
        continue;
      }
      // What one ENV sets is not seen by the rest of it.
      const name = this.expand(pair.name, variables, line);
      const compute = () => this.expand(pair.value ?? "", variables, line);
      after = after.with(name, compute);
      environment.set(name, compute);
    }
    return after;
  }

  /** @param inherited where an ARG without a value gets one */
  #declared(before: Variables, { name, value }: Pair, line: number, inherited?: Variables): Variables {
    if (inherited && NO_VARIABLES.has(name)) return before;
    return before.with(
      name,
      () => this.#argument(name) ?? (value === undefined ? inherited?.get(name) : this.expand(value, before, line)),
    );
  }
}
