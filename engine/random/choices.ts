import PetName from "petname";
import type { Fault, Kind, Plan } from "./kind";
import { pick, seededSource, shuffled, strongSource, uniform, type RandomSource } from "./sampling";

/** An empty seed is none, as in the official plugin. */
function sourceOf(plan: Plan): RandomSource {
  return plan.seed ? seededSource(plan.seed as string) : strongSource;
}

const seed = {
  type: "string",
  description: "The same seed gives the same result. Without one the result is cryptographically random.",
} as const;

function validateRange(plan: Plan): Fault[] {
  const [min, max] = [Number(plan.min), Number(plan.max)];
  if (max < min) return [{ property: "min", reason: `must not be greater than max: min is ${min}, max is ${max}` }];
  if (max - min >= 2 ** 53) {
    return [{ property: "max", reason: `max - min must be less than 2^53: min is ${min}, max is ${max}` }];
  }
  return [];
}

export const randomInteger: Kind = {
  description: "A random whole number.",
  fields: {
    min: { type: "integer", required: true, description: "The smallest possible result." },
    max: { type: "integer", required: true, description: "The largest possible result." },
    seed,
  },
  computed: {
    id: { type: "string", description: "The result as text." },
    result: { type: "integer", description: "The result." },
  },
  validate: validateRange,
  generate(plan) {
    const result = Number(plan.min) + uniform(sourceOf(plan), Number(plan.max) - Number(plan.min) + 1);
    return { id: String(result), outputs: { id: String(result), result } };
  },
  adopt: {
    form: "result,min,max or result,min,max,seed, such as 15390,1,50000",
    from(id) {
      const [result, min, max, ...rest] = id.split(",");
      const numbers = [result, min, max].map((part) => (part?.trim() ? Number(part) : NaN));
      if (!numbers.every(Number.isSafeInteger) || rest.length > 1) {
        throw new Error("it needs three whole numbers and at most one seed");
      }
      return {
        id: result!,
        inputs: { min: numbers[1], max: numbers[2], seed: rest[0] },
        outputs: { id: result!, result: numbers[0]! },
      };
    },
  },
};

export const randomShuffle: Kind = {
  description: "A list in random order.",
  fields: {
    inputs: { type: "stringList", required: true, description: "The list." },
    resultCount: {
      type: "integer",
      minimum: 0,
      description: "Number of results; 0 or none: as many as inputs. With more, the list is repeated in another order.",
    },
    seed,
  },
  computed: {
    id: { type: "string", description: "Always `-`." },
    results: { type: "stringList", description: "The inputs in random order." },
  },
  generate(plan) {
    const inputs = plan.inputs as string[];
    const count = Number(plan.resultCount ?? 0) || inputs.length;
    const source = sourceOf(plan);
    const results: string[] = [];
    while (inputs.length > 0 && results.length < count) results.push(...shuffled(source, inputs));
    return { id: "-", outputs: { id: "-", results: results.slice(0, count) } };
  },
  renamed: { inputs: "input", results: "result" },
};

/** The word lists of the Petname project, which the official plugin draws from as well. */
const words = PetName.prototype;

export const randomPet: Kind = {
  description: "A random pet name, easy to say and remember.",
  fields: {
    length: { type: "integer", default: 2, minimum: 1, description: "Number of words." },
    prefix: { type: "string", description: "Stands before the words." },
    separator: { type: "string", default: "-", description: "Stands between the words." },
  },
  computed: { id: { type: "string", description: "The name." } },
  generate(plan) {
    const length = Number(plan.length);
    const lists = [...Array<string[]>(Math.max(0, length - 2)).fill(words.adverbs), words.adjectives, words.names];
    const drawn = lists.slice(-length).map((list) => pick(strongSource, list));
    const id = [...(plan.prefix ? [plan.prefix as string] : []), ...drawn].join(plan.separator as string);
    return { id, outputs: { id } };
  },
};
