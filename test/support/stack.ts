import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { ConfigSource } from "../../config/load";
import type { StackFile } from "../../config/stack-file";

/** Root of the project. */
export const PROJECT = join(__dirname, "..", "..");

/** A home folder whose kubeconfig has the contexts of all stacks. */
export const HOME = join(PROJECT, "test", "fixtures", "home");

/** The embedded cluster as a stack names any other one. */
export const KUBERNETES_TARGET = {
  kind: "kubernetes",
  context: "platform-embedded",
  registry: { address: "127.0.0.1:5000", mirror: true },
  docker: { network: "host" },
} as const;

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

/** A configuration in the form in which the engine gives it to a program and from nowhere else. */
export function configSource(stack: string, config: StackConfig = stackConfig(stack)): ConfigSource {
  const values = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      `platform:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  return { stack, values, secretKeys: [], environment: {}, home: HOME, stackFile: stackFile(stack, config) };
}

/** The stack file with a configuration: its strings in quotes, the values of its Secrets encrypted. */
function stackFile(stack: string, config: StackConfig): StackFile {
  const keys = Object.fromEntries(Object.entries(config).map(([key, value]) => [`platform:${key}`, value]));
  const encrypted = (key: unknown, value: unknown) => (key === "value" ? { secure: "v1:ciphertext" } : value);
  const secrets = JSON.parse(JSON.stringify(config["secrets"] ?? {}, encrypted)) as unknown;
  const text = stringify({ config: { ...keys, "platform:secrets": secrets } }, { defaultStringType: "QUOTE_DOUBLE" });
  return { path: `Pulumi.${stack}.yaml`, text };
}
