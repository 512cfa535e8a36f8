import type { Instruction } from "dockerfile-ast";

/** What a RUN line, or another one in its form, hands to the shell; a list of JSON is one command. */
export function scriptOf(instruction: Instruction): string {
  const content = instruction.getArgumentsContent() ?? "";
  return wordsOfJson(content)?.join(" ") ?? content;
}

/** The arguments of an instruction, which may be a list of JSON. */
export function argumentsOf(instruction: Instruction): string[] {
  const words = wordsOfJson(instruction.getArgumentsContent() ?? "");
  return words ?? instruction.getArguments().map((argument) => argument.getValue());
}

/** The commands of a script, each as its words without the variables that it sets first. */
export function commandsOf(script: string): string[][] {
  return script.split(/[;|&\n(){}]+/).map((command) => {
    const words = command.split(/\s+/).filter((word) => word !== "");
    const start = words.findIndex((word) => !/^\w+=/.test(word));
    return start < 0 ? [] : words.slice(start);
  });
}

function wordsOfJson(text: string): string[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    // No JSON: Docker takes it for a command, too.
    return undefined;
  }
  return Array.isArray(list) && list.every((word) => typeof word === "string") ? list : undefined;
}
