import { deployPlatform } from "../../platform";
import { resolveConfig } from "../../config/load";
import { ENVIRONMENTS } from "../../features/environment/config";
import { render } from "../support/render";
import { PROJECT, configSource } from "../support/stack";
import { ALL_KINDS, allKindsConfig } from "./golden";

/** Prints all stacks as one JSON object, by name: run in a process of its own, with an empty process environment. */
async function main(): Promise<void> {
  const stacks: Record<string, unknown> = {};
  for (const stack of ENVIRONMENTS) {
    stacks[stack] = await render(() => deployPlatform(resolveConfig(configSource(stack))), { stack });
  }
  // Production, with services of every kind.
  const allKinds = () => deployPlatform(resolveConfig(configSource("production", allKindsConfig())));
  stacks[ALL_KINDS] = await render(allKinds, { stack: "production" });
  // Paths of this machine are no part of what is compared.
  process.stdout.write(JSON.stringify(stacks).replaceAll(PROJECT, "<project>"));
}

void main();
