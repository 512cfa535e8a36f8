import { ENVIRONMENTS } from "../../features/environment/config";
import { allRules } from "../../policy/generate";
import { UNKNOWN } from "../../policy/lib/unknown";
import { resolveConfig } from "../../config/load";
import { deployPlatform } from "../../platform";
import { render } from "../support/render";
import { TYPES } from "../support/find";
import { configSource } from "../support/stack";
import { ALL_KINDS, configOfAllKinds, plainResources, type GoldenResource } from "./golden";
import { askedRules, judgements } from "./judged";

/** Outputs that a plugin does not know in the preview of a new resource, by type; and which of them are secret. */
const UNKNOWN_OUTPUTS: Readonly<Record<string, { open: readonly string[]; secret?: readonly string[] }>> = {
  [TYPES.image]: { open: ["repoDigest"] },
  "random:index/randomId:RandomId": { open: ["b64Std", "b64Url", "dec", "hex"] },
  "random:index/randomPassword:RandomPassword": { open: [], secret: ["bcryptHash", "result"] },
};

/** The resources of a stack as the preview of a first deployment has them, with what only the update finds out unknown. */
export async function previewedResources(stack: string): Promise<GoldenResource[]> {
  const name = stack === ALL_KINDS ? "production" : stack;
  const config = stack === ALL_KINDS ? configOfAllKinds() : undefined;
  const program = () => deployPlatform(resolveConfig(configSource(name, config)));
  const resources = plainResources(await render(program, { stack: name, preview: true }));
  return resources.map((resource) => {
    const { open = [], secret = [] } = UNKNOWN_OUTPUTS[resource.type] ?? {};
    const outputs = Object.fromEntries([...open, ...secret].map((output) => [output, UNKNOWN]));
    return { ...resource, outputs, secrets: [...resource.secrets, ...secret] };
  });
}

/** Prints every rule that the preview of a new stack leaves undecided, with its level and what it would need. */
async function main(): Promise<void> {
  for (const stack of [...ENVIRONMENTS, ALL_KINDS]) {
    const asked = askedRules(stack, Object.values(allRules()).flat());
    const open = judgements(asked, stack, await previewedResources(stack)).flatMap(({ rule, level, verdict }) =>
      verdict.undecided.map((place) => `  ${level} ${rule.id}: ${place}`),
    );
    process.stdout.write(`${[`${stack}: ${asked.length} rules, ${open.length} undecided`, ...open].join("\n")}\n`);
  }
}

if (require.main === module) void main();
