import { expect } from "chai";
import {
  pick,
  seededSource,
  shuffled,
  strongSource,
  uniform,
  type RandomSource,
} from "../../../engine/random/sampling";
import { randomString } from "../../../engine/random/text";

/**
 * How far counts that should be equal are from it, in standard deviations: the chi-squared statistic made normal by Wilson
 * and Hilferty's transformation. Beyond 6 a fair source comes about once in a thousand million runs.
 */
function unfairness(counts: number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(statistic / degrees) - (1 - spread)) / Math.sqrt(spread);
}

function histogram(size: number, draws: number, draw: () => number): number[] {
  const counts = Array<number>(size).fill(0);
  for (let count = 0; count < draws; count++) counts[draw()]!++;
  return counts;
}

describe("random sampling", function () {
  this.timeout(20_000);

  it("has a measure that notices the bias of a remainder", () => {
    // 100 does not divide 256: the first 56 values would come up three times instead of twice.
    const biased = histogram(100, 50_000, () => strongSource.bytes(1)[0]! % 100);
    expect(unfairness(biased)).to.be.greaterThan(20);
  });

  for (const [name, source] of [
    ["strong", strongSource],
    ["seeded", seededSource("a seed")],
  ] as [string, RandomSource][]) {
    it(`draws every value equally often (${name})`, () => {
      for (const bound of [2, 3, 7, 62, 100, 257]) {
        expect(unfairness(histogram(bound, 50_000, () => uniform(source, bound))), `bound ${bound}`).to.be.lessThan(6);
      }
    });

    it(`draws every order equally often (${name})`, () => {
      const orders = new Map<string, number>();
      for (let count = 0; count < 60_000; count++) {
        const order = shuffled(source, ["a", "b", "c", "d"]).join("");
        orders.set(order, (orders.get(order) ?? 0) + 1);
      }
      expect(orders.size).to.equal(24);
      expect(unfairness([...orders.values()])).to.be.lessThan(6);
    });
  }

  it("reaches both ends of the widest range, and only whole numbers", () => {
    const drawn = Array.from({ length: 2000 }, () => uniform(strongSource, 2 ** 53));
    expect(drawn.every(Number.isSafeInteger)).to.equal(true);
    expect(Math.min(...drawn)).to.be.lessThan(2 ** 53 / 100);
    expect(Math.max(...drawn)).to.be.greaterThan((2 ** 53 / 100) * 99);
    expect(new Set(drawn).size).to.equal(2000);
  });

  it("needs no randomness for a single choice, and refuses none at all", () => {
    const none: RandomSource = {
      bytes: (count) => (count === 0 ? Buffer.alloc(0) : expect.fail("drew although there is no choice")),
    };
    expect(uniform(none, 1)).to.equal(0);
    expect(pick(none, ["only"])).to.equal("only");
    for (const bound of [0, -1, 1.5, 2 ** 53 + 2, NaN]) {
      expect(() => uniform(strongSource, bound), String(bound)).to.throw(RangeError);
    }
  });

  it("fills a string from all its characters equally, with required ones at any place", async () => {
    const plan = {
      length: 8,
      minNumeric: 1,
      minUpper: 0,
      minLower: 0,
      minSpecial: 0,
      numeric: false,
      upper: false,
      lower: true,
      special: false,
    };
    const letters = Array<number>(26).fill(0);
    const places = Array<number>(8).fill(0);
    for (let count = 0; count < 8000; count++) {
      const { id } = await randomString.generate(plan);
      expect(id).to.match(/^[a-z0-9]{8}$/);
      places[id.search(/\d/)]!++;
      for (const letter of id.replace(/\d/, "")) letters[letter.charCodeAt(0) - 97]!++;
    }
    expect(unfairness(places), "places of the digit").to.be.lessThan(6);
    expect(unfairness(letters), "letters").to.be.lessThan(6);
  });
});
