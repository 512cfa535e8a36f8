import { contentOf } from "../../../formats/dockerfile/heredoc";
import type { Instruction } from "../../../formats/dockerfile/parser";

/** What a RUN line, or another one in its form, hands to the shell with its documents; a list of JSON is one command. */
export function scriptOf({ isJson, words, content, heredocs }: Instruction): string {
  return isJson ? words.join(" ") : [content, ...heredocs.map(contentOf)].join("\n");
}

/** The commands of a script, each as its words without the variables that it sets first. */
export function commandsOf(script: string): string[][] {
  return script.split(/[;|&\n(){}]+/).map((command) => {
    const words = command.split(/\s+/).filter((word) => word !== "");
    const start = words.findIndex((word) => !/^\w+=/.test(word));
    return start < 0 ? [] : words.slice(start);
  });
}
