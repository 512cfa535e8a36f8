import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { deployPlatform } from "../../platform";
import { resolveConfig } from "../../config/load";
import { ENVIRONMENTS } from "../../features/environment/config";
import { render } from "../support/render";
import { PROJECT, configSource, stackConfig, type StackConfig } from "../support/stack";
import { ALL_KINDS } from "./golden";

/** Prints all stacks as one JSON object, by name: run in a process of its own, with an empty process environment. */
async function main(): Promise<void> {
  const stacks: Record<string, unknown> = {};
  for (const stack of ENVIRONMENTS) {
    stacks[stack] = await render(() => deployPlatform(resolveConfig(configSource(stack))), { stack });
  }
  // Production, with services of every kind.
  const config = stackConfig("production");
  const services = parse(readFileSync(join(PROJECT, "test/fixtures/kinds/services.yaml"), "utf8")) as StackConfig;
  config["services"] = { ...(config["services"] as StackConfig), ...services };
  const allKinds = () => deployPlatform(resolveConfig(configSource("production", config)));
  stacks[ALL_KINDS] = await render(allKinds, { stack: "production" });
  // Paths of this machine are no part of what is compared.
  process.stdout.write(JSON.stringify(stacks).replaceAll(PROJECT, "<project>"));
}

void main();
