import { expect } from "chai";
import { Secret, Unknown, withoutSecrets, type PropertyMap } from "../../../engine/plugin";
import { randomUuid7 } from "../../../engine/random/identifiers";
import { RandomProvider } from "../../../engine/random/provider";
import { kinds } from "../../../engine/random/resources";
import { PluginClient } from "../../support/plugin-client";

const type = (kind: string): string => `random:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;
const named = (kind: string): { type: string; name: string } => ({ type: type(kind), name: "it" });

describe("random resources", () => {
  let client: PluginClient;

  before(async () => {
    client = await PluginClient.serve(new RandomProvider("4.21.2"));
  });
  after(() => client.stop());

  const failures = async (kind: string, inputs: PropertyMap): Promise<string[]> =>
    (await client.check(named(kind), inputs)).failures.map(({ property, reason }) => `${property} ${reason}`);

  describe("refuse", () => {
    const cases: [what: string, kind: string, inputs: PropertyMap, wanted: string[]][] = [
      ["a missing input", "RandomString", {}, ["length is required, but was not given"]],
      ["a length of 0", "RandomString", { length: 0 }, ["length must be at least 1, got 0"]],
      [
        "a length that is not a whole number",
        "RandomString",
        { length: 1.5 },
        ["length must be a whole number from -(2^53 - 1) to 2^53 - 1, got 1.5"],
      ],
      [
        "more required characters than there is room for",
        "RandomPassword",
        { length: 4, minLower: 3, minUpper: 3 },
        ["length must be at least minUpper + minLower + minNumeric + minSpecial = 6, got 4"],
      ],
      [
        "no characters at all",
        "RandomString",
        { length: 4, lower: false, upper: false, numeric: false, special: false },
        ["numeric at least one of special, upper, lower and numeric must be true"],
      ],
      [
        "number and numeric that contradict",
        "RandomString",
        { length: 4, number: true, numeric: false },
        ["number is true and numeric is false; they are one setting: remove number"],
      ],
      ["a negative minimum", "RandomString", { length: 4, minLower: -1 }, ["minLower must be at least 0, got -1"]],
      [
        "a flag that is not a flag",
        "RandomString",
        { length: 4, lower: "no" },
        ['lower must be true or false, got "no"'],
      ],
      ["an empty identifier", "RandomId", { byteLength: 0 }, ["byteLength must be at least 1, got 0"]],
      ["an empty range", "RandomInteger", { min: 2, max: 1 }, ["min must not be greater than max: min is 2, max is 1"]],
      [
        "a range wider than numbers are exact",
        "RandomInteger",
        { min: -(2 ** 53) + 1, max: 2 ** 53 - 1 },
        ["max max - min must be less than 2^53: min is -9007199254740991, max is 9007199254740991"],
      ],
      ["a list that is none", "RandomShuffle", { inputs: "a" }, ['inputs must be a list of strings, got "a"']],
      ["a pet name without words", "RandomPet", { length: 0 }, ["length must be at least 1, got 0"]],
      [
        "every fault at once",
        "RandomInteger",
        { min: "x" },
        ['min must be a whole number from -(2^53 - 1) to 2^53 - 1, got "x"', "max is required, but was not given"],
      ],
    ];
    for (const [what, kind, inputs, wanted] of cases) {
      it(what, async () => expect(await failures(kind, inputs)).to.have.members(wanted));
    }

    it("import ids of another form", async () => {
      const wrong: [kind: string, id: string, part: string][] = [
        ["RandomId", "a+b", "base64 for URLs"],
        ["RandomBytes", "abc", "base64 with padding"],
        ["RandomInteger", "1,2", "three whole numbers"],
        ["RandomUuid", "0123-4567", "not a UUID"],
        ["RandomPet", "old-cat", "cannot be imported"],
        ["RandomShuffle", "-", "cannot be imported"],
      ];
      for (const [kind, id, part] of wrong) {
        const error = await client.read(named(kind), { id }).then(
          () => undefined,
          (refused: Error) => refused,
        );
        expect(error?.message, kind).to.contain(part);
        expect(error?.message.includes(id), "the id may be a secret").to.equal(false);
      }
    });
  });

  it("accept inputs that are not known yet, and say so of their outputs", async () => {
    const inputs = { length: Unknown.value, keepers: { k: Unknown.value }, special: true };
    const checked = await client.check(named("RandomPassword"), inputs);
    expect(checked).to.deep.equal({ inputs, failures: [] });
    const { id, outputs } = await client.create(named("RandomPassword"), inputs, { preview: true });
    expect(id).to.equal("");
    expect(outputs).to.include({ length: Unknown.value, lower: true, numeric: true, minLower: 0, id: Unknown.value });
    expect(outputs.result).to.deep.equal(new Secret(Unknown.value));
    expect(outputs.bcryptHash).to.deep.equal(new Secret(Unknown.value));
  });

  it("take numbers, flags and keepers from text, as configuration gives them", async () => {
    const { inputs } = await client.check(named("RandomString"), {
      length: new Secret("12"),
      lower: "false",
      keepers: { count: 3, on: true, none: null },
    });
    expect(inputs).to.deep.equal({
      length: new Secret(12),
      lower: false,
      keepers: { count: "3", on: "true", none: null },
    });
  });

  describe("are replaced", () => {
    const diff = async (kind: string, before: PropertyMap, after: PropertyMap) => {
      const state = await client.create(named(kind), before);
      return client.diff(named(kind), state, after);
    };

    it("when an input is taken away and its default differs", async () => {
      const result = await diff("RandomString", { length: 4, special: false }, { length: 4 });
      expect(result.replaces).to.deep.equal(["special"]);
      expect(result.detailed).to.deep.equal({ special: "update-replace" });
    });

    it("for keepers entry by entry, also when all are taken away", async () => {
      const before = { keepers: { same: "1", "a.b": "1" } };
      expect((await diff("RandomUuid", before, { keepers: { same: "1", "a.b": "2" } })).detailed).to.deep.equal({
        'keepers["a.b"]': "update-replace",
      });
      const removed = await diff("RandomUuid", before, {});
      expect(removed.replaces).to.deep.equal(["keepers"]);
      expect(removed.detailed).to.deep.equal({ keepers: "delete-replace" });
    });

    it("not for keepers without a value", async () => {
      const result = await diff("RandomUuid", { keepers: { a: "1" } }, { keepers: { a: "1", b: null } });
      expect(result.changes).to.equal(true);
      expect(result.replaces).to.deep.equal([]);
    });

    it("not for an empty list of special characters that is taken away", async () => {
      const state = await client.create(named("RandomString"), { length: 4, overrideSpecial: "" });
      const after = { length: 4 };
      const result = await client.diff(named("RandomString"), state, after);
      expect([result.changes, result.replaces]).to.deep.equal([true, []]);
      const updated = await client.update(named("RandomString"), state, after);
      expect(updated.outputs).not.to.have.property("overrideSpecial");
      expect(updated.outputs.result).to.equal(state.outputs.result);
      expect((await client.diff(named("RandomString"), updated, after)).changes).to.equal(false);
    });

    it("not when number is renamed to numeric", async () => {
      const result = await diff("RandomString", { length: 4, number: false }, { length: 4, numeric: false });
      expect(result.changes).to.equal(false);
    });

    it("not for a change that the program ignores", async () => {
      const state = await client.create(named("RandomId"), { byteLength: 4 });
      const result = await client.diff(named("RandomId"), state, { byteLength: 8 }, ["byteLength"]);
      expect(result.changes).to.equal(false);
    });
  });

  it("give all notations of one identifier", async () => {
    const { id, outputs } = await client.create(named("RandomId"), { byteLength: 5, prefix: "p-" });
    const bytes = Buffer.from(id, "base64url");
    expect(bytes.length).to.equal(5);
    expect(outputs).to.include({
      b64Url: `p-${id}`,
      b64Std: `p-${bytes.toString("base64")}`,
      hex: `p-${bytes.toString("hex")}`,
      dec: `p-${BigInt(`0x${bytes.toString("hex")}`)}`,
    });
  });

  it("make UUIDs of their version, those of version 7 in the order of their making", async () => {
    const uuids = async (kind: string): Promise<string[]> => {
      const made: string[] = [];
      for (let count = 0; count < 200; count++) made.push((await client.create(named(kind), {})).id);
      return made;
    };
    const four = await uuids("RandomUuid4");
    expect(
      four.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)),
    ).to.equal(true);
    const seven = await uuids("RandomUuid7");
    expect(
      seven.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)),
    ).to.equal(true);
    expect(seven).to.deep.equal([...seven].sort());
    expect(new Set([...four, ...seven]).size).to.equal(400);
    const age = Date.now() - parseInt(seven[199]!.replace("-", "").slice(0, 12), 16);
    expect(age).to.be.within(-1000, 60_000);
    const versions = (await uuids("RandomUuid")).map((uuid) => uuid[14]);
    expect(new Set(versions).size, "all digits appear where others have a version").to.be.greaterThan(10);
  });

  it("stay in order when more UUIDs are made in a millisecond than its counter can count", () => {
    const now = Date.now;
    try {
      const fixed = now();
      Date.now = () => fixed;
      const made = Array.from({ length: 10_000 }, () => (randomUuid7.generate({}) as { id: string }).id);
      expect(made).to.deep.equal([...made].sort());
      expect(new Set(made).size).to.equal(10_000);
    } finally {
      Date.now = now;
    }
  });

  it("repeat a list that is too short, without favour, and cut one that is too long", async () => {
    const inputs = ["a", "b", "c"];
    const results = async (resultCount: number): Promise<string[]> =>
      (await client.create(named("RandomShuffle"), { inputs, resultCount })).outputs.results as string[];
    const seven = await results(7);
    expect(seven).to.have.length(7);
    for (const batch of [seven.slice(0, 3), seven.slice(3, 6)]) expect([...batch].sort()).to.deep.equal(inputs);
    expect(await results(2)).to.have.length(2);
    expect(await results(0)).to.have.length(3);
  });

  it("give the same for the same seed", async () => {
    const drawn = async (seed: string): Promise<unknown> =>
      (await client.create(named("RandomInteger"), { min: 1, max: 1_000_000_000, seed })).outputs.result;
    expect(await drawn("one")).to.equal(await drawn("one"));
    expect(await drawn("one")).not.to.equal(await drawn("two"));
  });

  it("put a pet name's words in their order", async () => {
    const pet = async (inputs: PropertyMap): Promise<string> => (await client.create(named("RandomPet"), inputs)).id;
    expect((await pet({})).split("-")).to.have.length(2);
    expect((await pet({ length: 1 })).split("-")).to.have.length(1);
    const long = (await pet({ length: 5, prefix: "my", separator: "_" })).split("_");
    expect(long).to.have.length(6);
    expect(long[0]).to.equal("my");
    expect(long.slice(1, 4).every((adverb) => adverb.endsWith("ly"))).to.equal(true);
  });

  it("keep what was secret in the inputs secret in the outputs", async () => {
    const { outputs } = await client.create(named("RandomId"), { byteLength: 2, keepers: { k: new Secret("hidden") } });
    expect(outputs.keepers).to.deep.equal({ k: new Secret("hidden") });
    expect(withoutSecrets(outputs).keepers).to.deep.equal({ k: "hidden" });
  });

  it("are all in the schema, with the secrets marked", () => {
    const schema = JSON.parse(new RandomProvider("4.21.2").schema) as {
      version: string;
      resources: Record<string, { requiredInputs: string[]; properties: Record<string, { secret?: boolean }> }>;
    };
    expect(schema.version).to.equal("4.21.2");
    expect(Object.keys(schema.resources)).to.deep.equal(Object.keys(kinds));
    const password = schema.resources[type("RandomPassword")]!;
    expect(password.requiredInputs).to.deep.equal(["length"]);
    expect(password.properties.result!.secret).to.equal(true);
    expect(password.properties).not.to.have.property("id");
  });
});
