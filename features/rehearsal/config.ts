import { z } from "zod";
import type { Rule } from "../../config/draft";
import { shown } from "../../config/faults";
import { memoryBetween, oneOf, strict, text } from "../../config/fields";
import { ENVIRONMENTS } from "../environment/config";
import type { Environment } from "../environment/config";

const SMALLEST_FACTOR = 0.01;

const factor = () => {
  const error = `allowed: a number from ${SMALLEST_FACTOR} to 1`;
  return z.number({ error }).min(SMALLEST_FACTOR, { error }).max(1, { error });
};

const schema = strict({
  /** The stack that is rehearsed: its rules hold. */
  of: oneOf(ENVIRONMENTS),
  /** How much of its requests and limits each container has; of CPU at least 20m and of memory at least 64Mi, where it has so much. */
  factor: factor(),
  /** What a folder or volume has at the most. @default 1Gi */
  storage: memoryBetween("1Mi", "16Gi").default("1Gi"),
  /** Keys of Secrets, as <secret>/<key>, whose values are generated because only the stack's own passphrase can read them. */
  generated: z
    .array(text(/^[^/]+\/[^/]+$/, "<secret>/<key>"), { error: "allowed: a list of <secret>/<key>" })
    .default([]),
}).optional();

/** Makes a stack the rehearsal of another one on the embedded cluster. `platform up --rehearse` writes it, into a stack file of its own. */
export const rehearsalFeature = { key: "rehearsal", schema } as const;

/** What a stack file says of the rehearsal that it is. */
export type RehearsalConfig = NonNullable<z.infer<typeof schema>>;

/** Name of the stack that is the rehearsal of another one. */
export function rehearsalStack(stack: Environment): string {
  return `${stack}-rehearsal`;
}

/**
 * The stack whose rules hold: a rehearsal keeps to those of the stack that it rehearses. No other stack is lowered to another one's rules
 * by the key.
 *
 * @param stack name of the stack.
 */
export function ruledAs(stack: string, rehearsal: RehearsalConfig | undefined): string {
  return rehearsal && rehearsalStack(rehearsal.of) === stack ? rehearsal.of : stack;
}

const onlyInItsOwnStack: Rule = ({ name, config: { rehearsal } }) =>
  rehearsal === undefined || name === rehearsalStack(rehearsal.of)
    ? []
    : [
        {
          key: "platform:rehearsal.of",
          value: shown(rehearsal.of),
          wanted:
            `the stack ${name} is no rehearsal, and ${rehearsalStack(rehearsal.of)} would be this one: ` +
            `remove the key, and run: npm run up -- --stack ${rehearsal.of} --rehearse`,
        },
      ];

const generatedKeysExist: Rule = ({ config: { rehearsal, secrets } }) =>
  (rehearsal?.generated ?? [])
    .filter((name) => {
      const [secret, key] = name.split("/") as [string, string];
      return secrets && !Object.hasOwn(secrets[secret] ?? {}, key);
    })
    .map((name) => ({
      key: "platform:rehearsal.generated",
      value: shown(name),
      wanted: "no such key under platform:secrets",
    }));

/** Longest name of a namespace, and what is put behind it. */
const LONGEST_NAME = 63;
export const NAMESPACE_SUFFIX = "-rehearsal";

const namespaceHasRoom: Rule = ({ config: { rehearsal, namespace } }) => {
  const own = namespace?.name;
  if (!rehearsal || own === undefined || own.length + NAMESPACE_SUFFIX.length <= LONGEST_NAME) return [];
  const wanted = `allowed in a rehearsal: at most ${LONGEST_NAME - NAMESPACE_SUFFIX.length} characters, as ${NAMESPACE_SUFFIX} is put behind it`;
  return [{ key: "platform:namespace.name", value: shown(own), wanted }];
};

export const rehearsalRules: readonly Rule[] = [onlyInItsOwnStack, generatedKeysExist, namespaceHasRoom];
