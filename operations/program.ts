import { Command } from "commander";
import { timeoutFactor } from "../embedded/timeouts";
import { failureCode } from "./arguments.mjs";
import { colorsFor } from "./colors";

/**
 * A program with commands.
 *
 * @param name what is typed before the name of a command
 */
export function newProgram(name: string, description: string): Command {
  const program = new Command(name)
    .description(description)
    .showHelpAfterError()
    .configureHelp({ sortSubcommands: false });
  // What is wrong with it is said before anything is done.
  return program.hook("preAction", () => void timeoutFactor());
}

/** A failure with an exit code of its own. */
export class CommandFailure extends Error {
  /**
   * @param message what, why, and what to do now
   * @param exitCode with which the process ends, 1 to 255
   */
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/**
 * Runs the command that the process was started with. One that fails ends with its message, and the process with the exit code of the
 * failure, or that of a command which could not do its work.
 */
export function runProgram(program: Command): void {
  program.parseAsync().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${colorsFor(process.stderr)("red", "error:")} ${message}\n`);
    if (process.env.PLATFORM_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = error instanceof CommandFailure ? error.exitCode : failureCode(process.argv.slice(2));
  });
}
