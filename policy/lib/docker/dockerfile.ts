import { Arg, DockerfileParser, Env, From, type Instruction } from "dockerfile-ast";
import type { Node } from "../node";
import type { Resource } from "../resource";

/** A part of a Dockerfile that begins with FROM. */
export interface Stage {
  /** Its name in small letters; undefined where it has none. */
  readonly name: string | undefined;
  readonly from: From;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile that a program has written out. */
export interface InlineDockerfile {
  readonly node: Node;
  /** The ARG lines before the first FROM. */
  readonly initial: readonly Instruction[];
  readonly stages: readonly Stage[];
}

/** Gives the value of a variable; undefined for one that has none. */
export type Values = (name: string) => string | undefined;

/**
 * The Dockerfile that is part of a resource of docker-build. One that is a file is checked where it is.
 *
 * @throws Undecided when it is not known yet.
 */
export function inlineDockerfile(resource: Resource): InlineDockerfile | undefined {
  const node = resource.at("dockerfile", "inline");
  const text = node.text();
  if (text === undefined) return undefined;
  const initial: Instruction[] = [];
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction instanceof From)
      stages.push({ name: instruction.getBuildStage()?.toLowerCase(), from: instruction, instructions: [] });
    else (stages.at(-1)?.instructions ?? initial).push(instruction);
  }
  return { node, initial, stages };
}

/** The stages that make up the image that is built, the last one first: each is FROM the one after it. */
export function lineage({ stages }: InlineDockerfile, target: string | undefined): Stage[] {
  const isTarget = (name: string | undefined, index: number) =>
    name === target?.toLowerCase() || String(index) === target;
  const wanted = target === undefined ? -1 : stages.findIndex(({ name }, index) => isTarget(name, index));
  const chain: Stage[] = [];
  let index = wanted < 0 ? stages.length - 1 : wanted;
  for (let stage = stages[index]; stage; stage = stages[index]) {
    chain.push(stage);
    const base = stage.from.getImage()?.toLowerCase();
    index = stages.slice(0, index).findIndex(({ name }) => name !== undefined && name === base);
  }
  return chain;
}

/**
 * The values of variables after some instructions: those of ENV, or of ARG, which the build's own arguments come before.
 *
 * @param initial the ARG lines before the first FROM, whose defaults an ARG without one takes.
 * @param args the build's arguments.
 */
export function valuesAfter(
  instructions: readonly Instruction[],
  args: Node,
  initial: readonly Instruction[] = [],
): Values {
  return (name) => {
    const stated = definitionOf(name, instructions, Env);
    if (stated) return stated.value;
    const declared = definitionOf(name, instructions, Arg);
    return declared && (args.at(name).text() ?? declared.value ?? definitionOf(name, initial, Arg)?.value);
  };
}

interface Definition {
  readonly name: string;
  readonly value: string | undefined;
}

function definitionOf(
  name: string,
  instructions: readonly Instruction[],
  kind: typeof Env | typeof Arg,
): Definition | undefined {
  const definitions = instructions.flatMap((one) => (one instanceof kind ? definitionsIn(one) : []));
  return definitions.findLast((one) => one.name === name);
}

function definitionsIn(instruction: Env | Arg): Definition[] {
  return instruction.getProperties().flatMap((one) => {
    const [name, value] = [one.getName(), one.getValue() ?? undefined];
    const words = one.getAssignmentOperator() === null ? one.getUnescapedValue() : null;
    // What stands after a name is its value in ENV; in ARG each word is a variable of its own.
    if (instruction instanceof Env || words === null) return [{ name, value }];
    const others = DockerfileParser.parse(`ARG ${words}`).getInstructions() as Arg[];
    return [{ name, value: undefined }, ...others.flatMap(definitionsIn)];
  });
}

/** A text with the values of its variables and without its quotes; undefined where a variable has no value. */
export function expanded(text: string, values: Values): string | undefined {
  let isComplete = true;
  const result = text.replace(
    /["']|\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^{}]*))?\})/g,
    (_, plain?: string, braced?: string, sign?: string, word = "") => {
      const name = plain ?? braced;
      if (name === undefined) return "";
      const value = values(name);
      const isGiven = value !== undefined && !(value === "" && sign?.startsWith(":"));
      if (sign?.endsWith("-")) return isGiven ? value : String(word);
      if (sign?.endsWith("+")) return isGiven ? String(word) : "";
      isComplete &&= value !== undefined;
      return value ?? "";
    },
  );
  return isComplete ? result : undefined;
}

/** The line of an instruction, from 1. */
export function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1;
}
