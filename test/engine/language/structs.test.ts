import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { fromOutsideIn } from "../../../local/engine/language/structs.cjs";
import { repositoryRoot } from "../../../local/paths";
import { stopAll, writeFiles } from "./support";

const PRELOAD = path.join(repositoryRoot, "local/engine/language/fast-structs.cjs");
describe("messages that are made from the outside in", () => {
  before(() => fromOutsideIn({ ListValue, NullValue, Struct, Value }));
  after(stopAll);

  /** All that can be seen of a value's message, and of one that is read from its bytes. */
  const look = (kind: typeof Struct, value: object) => {
    const made = kind.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
    // Texts first: they go through what is inside in a way of their own.
    const seen = [made.toString(), made.toObject(), Buffer.from(made.serializeBinary()).toString("base64")];
    const read = kind.deserializeBinary(made.serializeBinary());
    return [...seen, read.toString(), read.toObject(), read.toJavaScript()];
  };

  it("are those that the library makes", () => {
    const samples = fc.sample(fc.dictionary(fc.string(), fc.jsonValue()), { numRuns: 500, seed: 1 });
    const values = JSON.parse(JSON.stringify(samples)) as object[];
    const directory = writeFiles({
      "input.json": values,
      "look.cjs":
        `const { Struct } = require(${JSON.stringify(require.resolve("google-protobuf/google/protobuf/struct_pb"))});\n` +
        `const look = ${look.toString()};\n` +
        `console.log(JSON.stringify(require("./input.json").map((value) => look(Struct, value))));`,
    });
    const [plain, fast] = [[], ["--require", PRELOAD]].map((args) =>
      execFileSync(process.execPath, [...args, path.join(directory, "look.cjs")], { maxBuffer: 2 ** 30 }).toString(),
    );
    expect(JSON.parse(plain!)).to.have.lengthOf(500);
    expect(fast).to.equal(plain);
    expect(JSON.stringify(values.map((value) => look(Struct, value)))).to.equal(plain!.trim());
  });

  it("take the last of several values of a key, whatever the order of an entry's fields, and leave out unknown fields", () => {
    const value = (text: string) => [0x1a, text.length, ...Buffer.from(text)];
    const field = (number: number, bytes: number[]) => [number * 8 + 2, bytes.length, ...bytes];
    const key = field(1, [...Buffer.from("k")]);
    const read = (...entries: number[][]) =>
      Struct.deserializeBinary(Uint8Array.from(entries.flatMap((entry) => field(1, entry)))).toJavaScript();

    expect(read([...key, ...field(2, value("one"))], [...key, ...field(2, value("two"))])).to.deep.equal({ k: "two" });
    expect(read([...field(2, value("one")), ...key])).to.deep.equal({ k: "one" });
    expect(read([...key, ...field(9, [1]), ...field(2, [...field(9, [1]), ...value("one")])])).to.deep.equal({
      k: "one",
    });
  });

  it("refuse what is no value", () => {
    const wrong = { key: undefined } as unknown as Parameters<typeof Struct.fromJavaScript>[0];
    expect(() => Struct.fromJavaScript(wrong)).to.throw("Unexpected struct type");
  });

  it("are made by every copy of the library that a process loads, but none of another version", () => {
    const copy = (version: string) => ({
      [`${version}/google-protobuf/package.json`]: { version },
      [`${version}/google-protobuf/google/protobuf/struct_pb.js`]:
        "module.exports = { ListValue: {}, NullValue: {}, Struct: {}, Value: {} };",
    });
    const directory = writeFiles({ ...copy("3.21.4"), ...copy("3.21.0"), ...copy("4.0.0") });
    const isFast = (version: string) => {
      const file = path.join(directory, version, "google-protobuf/google/protobuf/struct_pb");
      const code = `typeof require(${JSON.stringify(file)}).Struct.fromJavaScript`;
      return execFileSync(process.execPath, ["--require", PRELOAD, "--print", code]).toString().trim() === "function";
    };
    expect(["3.21.4", "3.21.0", "4.0.0"].filter(isFast)).to.deep.equal(["3.21.4", "3.21.0"]);
  });
});
