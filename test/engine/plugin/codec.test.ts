import { expect } from "chai";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decodeProperties, encodeProperties } from "../../../engine/plugin/codec";
import {
  Archive,
  Asset,
  containsSecret,
  containsUnknown,
  Secret,
  Unknown,
  withoutSecrets,
  type PropertyMap,
  type PropertyValue,
} from "../../../engine/plugin/values";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Keys that stand for nothing special in JavaScript or in the protocol. */
const key = fc.string().filter((text) => text !== "__proto__" && text !== SIGNATURE);

const { value } = fc.letrec<{ value: PropertyValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.constant(Unknown.value),
    fc.record({ text: fc.string(), hash: fc.string() }).map((source) => new Asset(source)),
    fc.record({ path: fc.string() }).map((source) => new Archive(source)),
    tie("value").map((inner) => new Secret(inner)),
    fc.array(tie("value")),
    fc.dictionary(key, tie("value"), { noNullPrototype: true }),
  ),
}));

describe("property values on the wire", () => {
  it("come back as they were sent", () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (properties) => {
        const bytes = encodeProperties(properties).serializeBinary();
        expect(decodeProperties(Struct.deserializeBinary(bytes))).to.deep.equal(properties);
      }),
    );
  });

  it("say secret and unknown with the engine's own signatures", () => {
    const sent = encodeProperties({ password: new Secret("canary"), later: Unknown.value }).toJavaScript();
    expect(sent).to.deep.equal({
      password: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "canary" },
      later: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    });
  });

  it("understand the unknown of every type", () => {
    const sent = Struct.fromJavaScript({
      object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
      bool: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    });
    expect(decodeProperties(sent)).to.deep.equal({ object: Unknown.value, bool: Unknown.value });
  });

  it("take a known output for its value and keep its secrecy", () => {
    const output = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: "v", secret: true };
    expect(decodeProperties(Struct.fromJavaScript({ output }))).to.deep.equal({ output: new Secret("v") });
  });

  it("refuse a signature that nobody knows", () => {
    const sent = Struct.fromJavaScript({ odd: { [SIGNATURE]: "something else" } });
    expect(() => decodeProperties(sent)).to.throw("something else");
  });

  it("leave out what is undefined", () => {
    expect(encodeProperties({ absent: undefined, empty: null }).toJavaScript()).to.deep.equal({ empty: null });
  });
});

describe("property values", () => {
  const properties: PropertyMap = { list: [{ deep: new Secret({ inner: Unknown.value }) }], plain: 1 };

  it("are searched through secrets, lists and maps", () => {
    expect(containsUnknown(properties)).to.be.true;
    expect(containsSecret(properties)).to.be.true;
    expect(containsUnknown({ list: [null, "x"] })).to.be.false;
    expect(containsSecret(undefined)).to.be.false;
  });

  it("lose secrets but not unknowns", () => {
    expect(withoutSecrets(properties)).to.deep.equal({ list: [{ deep: { inner: Unknown.value } }], plain: 1 });
  });
});
