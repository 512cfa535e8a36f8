import { createHash, randomBytes } from "node:crypto";

/** Where random bytes come from. */
export interface RandomSource {
  bytes(count: number): Buffer;
}

/** The operating system's cryptographically strong generator. */
export const strongSource: RandomSource = { bytes: (count) => randomBytes(count) };

/** A source that always gives the same bytes for the same seed: SHA-256 over the seed and a counter. */
export function seededSource(seed: string): RandomSource {
  let counter = 0;
  let rest = Buffer.alloc(0);
  return {
    bytes(count) {
      const blocks = [rest];
      for (let have = rest.length; have < count; have += 32) {
        blocks.push(createHash("sha256").update(`${counter++}:${seed}`).digest());
      }
      const all = Buffer.concat(blocks);
      rest = all.subarray(count);
      return all.subarray(0, count);
    },
  };
}

/**
 * An integer from 0 to `bound - 1`, each equally likely: values at or above the bound are drawn again, because taking a
 * remainder would favour the small ones.
 *
 * @param bound from 1 to 2^53
 * @throws RangeError for any other bound
 */
export function uniform(source: RandomSource, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 53) {
    throw new RangeError(`a random number needs a bound from 1 to 2^53, not ${bound}`);
  }
  const bits = Math.ceil(Math.log2(bound));
  const size = Math.ceil(bits / 8);
  const topBits = bits - 8 * (size - 1);
  for (;;) {
    const bytes = source.bytes(size);
    let value = 0;
    bytes.forEach((byte, position) => {
      value = value * 256 + (position === 0 ? byte & (2 ** topBits - 1) : byte);
    });
    if (value < bound) return value;
  }
}

/** One element of a list that is not empty. */
export function pick<T>(source: RandomSource, list: readonly T[]): T {
  return list[uniform(source, list.length)]!;
}

/** A new list with the same elements in random order, each order equally likely (Fisher and Yates). */
export function shuffled<T>(source: RandomSource, list: readonly T[]): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = uniform(source, last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
