/** A fault the user can do something about: what is wrong, where, why, and the remedy. Printed without a stack trace. */
export class ClusterError extends Error {
  /**
   * @param problem what is wrong and where, one sentence without a full stop
   * @param remedy what to do now, an imperative sentence without a full stop
   * @param detail lines that help to understand it (the tail of a log, the output of a command)
   */
  constructor(
    readonly problem: string,
    readonly remedy: string,
    readonly detail?: string,
  ) {
    super(`${problem}.\n  What to do: ${remedy}.${detail ? `\n${indent(detail)}` : ""}`);
    this.name = "ClusterError";
  }
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
