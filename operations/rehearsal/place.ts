import * as fs from "node:fs";
import * as path from "node:path";
import { installedPulumi, type Target } from "../environment";
import { pulumiDirectory, stackNames } from "../pulumi";

/** What is put behind a stack's name for its rehearsal; the program's own rule, and a test holds them together. */
const SUFFIX = "-rehearsal";

/** Name of the stack that is the rehearsal of another one. */
export const rehearsalStack = (stack: string): string => `${stack}${SUFFIX}`;

/** Where the stack files of rehearsals are: in no source tree, and gone with the embedded state. */
const filesFolder = (environment: NodeJS.ProcessEnv): string => path.join(pulumiDirectory(environment), "rehearsals");

/** The stack file of a stack's rehearsal, for `--config-file`. */
export function rehearsalFile(stack: string, environment: NodeJS.ProcessEnv = process.env): string {
  return path.join(filesFolder(environment), `Pulumi.${rehearsalStack(stack)}.yaml`);
}

/** Writes the stack file of a stack's rehearsal, readable by its owner alone. */
export function writeRehearsalFile(stack: string, text: string, environment: NodeJS.ProcessEnv = process.env): void {
  const file = rehearsalFile(stack, environment);
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.writeFileSync(file, text, { mode: 0o600 });
}

/** The stack whose rehearsal has that name, among those that have been rehearsed or have a file; undefined for a stack that is no rehearsal. */
export function rehearsedBy(name: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return [...rehearsedStacks(environment), ...stackNames()].find((stack) => rehearsalStack(stack) === name);
}

/** The stacks of which there are rehearsals on this machine. */
export function rehearsedStacks(environment: NodeJS.ProcessEnv = process.env): string[] {
  const folder = filesFolder(environment);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .map((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1])
    .filter((name) => name?.endsWith(SUFFIX))
    .map((name) => name!.slice(0, -SUFFIX.length));
}

/** Where a rehearsal runs, whatever the stack itself names: on the embedded cluster, with its state beside that of `dev`. */
export function rehearsalTarget(stack: string, environment: NodeJS.ProcessEnv = process.env): Target {
  return {
    stack: rehearsalStack(stack),
    cli: installedPulumi(environment) ? "installed" : "embedded",
    backend: "embedded",
    cluster: "embedded",
  };
}
