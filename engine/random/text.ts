import { hash } from "bcryptjs";
import { randomBytes } from "node:crypto";
import type { Adopted, Computed, Fault, Field, Kind, Plan } from "./kind";
import { pick, shuffled, strongSource } from "./sampling";

const upper = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const lower = [..."abcdefghijklmnopqrstuvwxyz"];
const digits = [..."0123456789"];
const specials = [..."!@#$%&*()-_=+[]{}<>:?"];

function flag(description: string): Field {
  return { type: "boolean", default: true, description };
}

function minimum(description: string): Field {
  return { type: "integer", default: 0, minimum: 0, description };
}

const fields: Record<string, Field> = {
  length: { type: "integer", required: true, minimum: 1, description: "Number of characters." },
  lower: flag("Include lower-case letters."),
  upper: flag("Include upper-case letters."),
  // The two names of one setting: no default of their own, because each follows the other.
  numeric: { type: "boolean", description: "Include digits. Default: true." },
  number: { type: "boolean", description: "The older name of `numeric`." },
  special: flag("Include special characters."),
  minLower: minimum("Least number of lower-case letters."),
  minUpper: minimum("Least number of upper-case letters."),
  minNumeric: minimum("Least number of digits."),
  minSpecial: minimum("Least number of special characters."),
  overrideSpecial: { type: "string", description: "The special characters to choose from, instead of the usual ones." },
};

function complete(plan: Plan): void {
  const numeric = plan.numeric ?? plan.number ?? true;
  plan.number ??= numeric;
  plan.numeric ??= numeric;
}

function validate(plan: Plan): Fault[] {
  const faults: Fault[] = [];
  const sum = Number(plan.minUpper) + Number(plan.minLower) + Number(plan.minNumeric) + Number(plan.minSpecial);
  if (Number(plan.length) < sum) {
    faults.push({
      property: "length",
      reason: `must be at least minUpper + minLower + minNumeric + minSpecial = ${sum}, got ${Number(plan.length)}`,
    });
  }
  if (plan.number !== plan.numeric) {
    faults.push({
      property: "number",
      reason: `is ${Boolean(plan.number)} and numeric is ${Boolean(plan.numeric)}; they are one setting: remove number`,
    });
  }
  if (!plan.special && !plan.upper && !plan.lower && !plan.numeric) {
    faults.push({ property: "numeric", reason: "at least one of special, upper, lower and numeric must be true" });
  }
  return faults;
}

function draw(plan: Plan): string {
  const special = plan.overrideSpecial ? [...(plan.overrideSpecial as string)] : specials;
  const all = [
    ...(plan.upper ? upper : []),
    ...(plan.lower ? lower : []),
    ...(plan.numeric ? digits : []),
    ...(plan.special ? special : []),
  ];
  const characters: string[] = [];
  const take = (count: number, from: readonly string[]): void => {
    for (let taken = 0; taken < count; taken++) characters.push(pick(strongSource, from));
  };
  take(Number(plan.minUpper), upper);
  take(Number(plan.minLower), lower);
  take(Number(plan.minNumeric), digits);
  take(Number(plan.minSpecial), special);
  take(Number(plan.length) - characters.length, all);
  // The required characters must not stand at known places.
  return shuffled(strongSource, characters).join("");
}

function adopted(text: string): Adopted["inputs"] {
  const on = { lower: true, number: true, numeric: true, special: true, upper: true };
  return { length: [...text].length, ...on };
}

const result: Computed = { type: "string", description: "The generated text." };

export const randomString: Kind = {
  description: "A random text that is not a secret.",
  fields,
  complete,
  validate,
  computed: { id: { type: "string", description: "The generated text." }, result },
  generate(plan) {
    const text = draw(plan);
    return { id: text, outputs: { id: text, result: text } };
  },
  adopt: {
    form: "the text itself",
    from: (text) => ({ id: text, inputs: adopted(text), outputs: { id: text, result: text } }),
  },
  schemaVersion: "2",
};

/** The official plugin's bcrypt parameters: version 2a, cost 10. */
const bcryptPrefix = "$2a$10$";

/** bcrypt's own base64 of 16 random bytes, as `bcryptjs` takes a salt. */
function bcryptSalt(): string {
  const standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bcrypt = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const text = randomBytes(16).toString("base64").replace(/=+$/, "");
  return bcryptPrefix + [...text].map((character) => bcrypt[standard.indexOf(character)]).join("");
}

async function passwordOutputs(text: string): Promise<Record<string, string>> {
  return { bcryptHash: await hash(text, bcryptSalt()), id: "none", result: text };
}

export const randomPassword: Kind = {
  description: "A random text that is a secret.",
  fields,
  complete,
  validate,
  computed: {
    bcryptHash: { type: "string", secret: true, description: "The bcrypt hash of the text's first 72 bytes." },
    id: { type: "string", description: "Always `none`: the text is secret." },
    result: { ...result, secret: true },
  },
  generate: async (plan) => ({ id: "none", outputs: await passwordOutputs(draw(plan)) }),
  adopt: {
    form: "the password itself",
    from: async (text) => ({ id: "none", inputs: adopted(text), outputs: await passwordOutputs(text) }),
  },
  schemaVersion: "3",
};
