import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Surroundings } from "../../config/load";

/** Root of the project. */
export const PROJECT = join(__dirname, "..", "..");

/** A home folder whose kubeconfig has the contexts of all stacks. */
export const HOME = join(PROJECT, "test", "fixtures", "home");

/** A configuration as it stands in a stack file, without the namespace of the keys. */
export type StackConfig = Record<string, unknown>;

/** The `platform` keys of a stack file, free to be changed. */
export function stackConfig(stack: string): StackConfig {
  const file = parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  return Object.fromEntries(
    Object.entries(file.config)
      .filter(([key]) => key.startsWith("platform:"))
      .map(([key, value]) => [key.slice("platform:".length), value]),
  );
}

/** A configuration in the form in which the engine gives it to a program, in surroundings that hold nothing else. */
export function surroundings(stack: string, config: StackConfig = stackConfig(stack)): Surroundings {
  const values = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      `platform:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  return { stack, values, secretKeys: [], environment: {}, home: HOME };
}
