import { expect } from "chai";
import fc from "fast-check";
import { leftOut, type Range, type Requests } from "../../../policy/lib/aws/coverage";
import { covers, mayMeet } from "../../../policy/lib/aws/pattern";

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 3 });
const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
/** So few that several of them often make a whole. */
const part = fc.constantFrom("*", "a*", "b*", "?*", "*b", "ab", "a?", "");
const few = fc.array(part, { maxLength: 2 });

const ranges: fc.Arbitrary<Range[]> = fc.array(
  fc.tuple(fc.boolean(), fc.boolean(), few, few).map(([exceptsActions, exceptsResources, actions, resources]) => ({
    actions: exceptsActions ? [] : actions,
    notActions: exceptsActions ? actions : [],
    resources: exceptsResources ? [] : resources,
    notResources: exceptsResources ? resources : [],
  })),
  { maxLength: 4 },
);

/** What a range says of one request, as IAM reads it. */
function speaksOf(range: Range, { action, resource }: Requests): boolean {
  const within = (named: readonly string[], excepted: readonly string[], one: string) =>
    named.some((each) => covers(each, one)) || (excepted.length > 0 && !excepted.some((each) => covers(each, one)));
  return within(range.actions, range.notActions, action) && within(range.resources, range.notResources, resource);
}

/** All names of these letters up to a length. */
const NAMES = Array.from({ length: 6 }).reduce<string[]>(
  (names) => [...new Set([...names, ...names.flatMap((one) => ["a", "b", "c"].map((letter) => one + letter))])],
  [""],
);

describe("patterns of actions and resources", () => {
  it("cover a pattern when they cover every name that it covers", () => {
    let covering = 0;
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const isCovered = NAMES.every((each) => !covers(other, each) || covers(one, each));
        // Names of three letters, one of which is in no pattern, are enough to tell patterns of so few characters apart.
        expect(covers(one, other), `${one} covers ${other}`).to.equal(isCovered);
        if (isCovered) covering++;
      }),
      {
        numRuns: 2000,
        examples: [
          ["?*", "*?"],
          ["*?", "?*"],
          ["?", "*"],
          ["*", "?"],
        ],
      },
    );
    expect(covering).to.be.greaterThan(100);
  });

  it("may meet wherever a name is covered by both", () => {
    fc.assert(
      fc.property(pattern, pattern, name, (one, other, each) => {
        if (covers(one, each) && covers(other, each)) expect(mayMeet(one, other)).to.equal(true);
      }),
      { numRuns: 2000 },
    );
    expect(mayMeet("iam:*", "s3:*")).to.equal(false);
    expect(mayMeet("arn:aws:s3:::shop/*", "arn:aws:s3:::shop")).to.equal(false);
    expect(mayMeet("s3:GetObject", "S3:getobject")).to.equal(true);
    expect(mayMeet("S3:Get*", "s3:*")).to.equal(true);
    expect(mayMeet("arn:aws:s3:::${team}/*", "arn:aws:s3:::shop/*"), "a variable may be anything").to.equal(true);
  });
});

describe("what several statements leave out", () => {
  it("is no more than what was asked for", () => {
    const all = { notActions: [], resources: ["*"], notResources: [] };
    const given = [
      { ...all, actions: [], notActions: ["s3:*"] },
      { ...all, actions: ["s3:Get*"] },
    ];
    expect(leftOut([{ action: "s3:Get*", resource: "*" }], given)).to.deep.equal([]);
    expect(leftOut([{ action: "s3:*", resource: "*" }], given)).to.deep.equal([{ action: "s3:*", resource: "*" }]);
  });

  it("is every request that none of them speaks of", () => {
    let whole = 0;
    fc.assert(
      fc.property(ranges, part, part, name, name, (given, action, resource, one, other) => {
        if (!covers(action, one) || !covers(resource, other)) return;
        const request = { action: one, resource: other };
        const rest = leftOut([{ action, resource }], given);
        if (rest.length === 0) whole++;
        if (given.some((range) => speaksOf(range, request))) return;
        const isLeft = rest.some((each) => covers(each.action, one) && covers(each.resource, other));
        expect(isLeft, JSON.stringify({ given, action, resource, request, rest })).to.equal(true);
      }),
      { numRuns: 20000 },
    );
    expect(whole, "cases in which nothing is left").to.be.greaterThan(50);
  });
});
