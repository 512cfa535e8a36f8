import type { Rule } from "../../config/draft";
import { shown } from "../../config/faults";
import { flag, oneOf } from "../../config/fields";
import { requiredIn } from "../../config/draft";

/** The environments, each with a stack of the same name. */
export const ENVIRONMENTS = ["dev", "staging", "production"] as const;

/** One of the environments. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** Which environment a stack is. */
export const environmentFeature = { key: "environment", schema: oneOf(ENVIRONMENTS) } as const;

/** Whether its services log all that helps to find a fault. */
export const debugFeature = { key: "debug", schema: flag() } as const;

const environmentIsTheStack: Rule = ({ stack, config: { environment } }) =>
  environment === undefined || environment === stack
    ? []
    : [
        {
          key: "platform:environment",
          value: shown(environment),
          wanted: `allowed: ${stack}, the name of the stack (one stack is one environment)`,
        },
      ];

export const environmentRules: readonly Rule[] = [
  environmentIsTheStack,
  requiredIn(
    ["staging", "production"],
    "debug",
    (config) => config.debug,
    (on) => !on,
    "false",
  ),
];
