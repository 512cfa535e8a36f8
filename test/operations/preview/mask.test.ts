import { expect } from "chai";
import { Mask, MASKED, type Place } from "../../../operations/preview/mask";
import { UNKNOWN } from "../../../policy/lib/unknown";

const at = (...path: (string | number)[]): Place => ({ type: "kubernetes:apps/v1:Deployment", path });

const MARKED = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };

describe("what previews keep secret", () => {
  const mask = new Mask(["correct horse battery", "tiny"]);

  it("is what the engine marks, wherever it stands", () => {
    expect(mask.show(MARKED, at("spec", "x"))).to.deep.equal({ kind: "secret" });
    expect(mask.show("[secret]", at("spec", "x"))).to.deep.equal({ kind: "secret" });
    expect(mask.show({ a: { b: MARKED, c: 1 } }, at("spec"))).to.deep.equal({
      kind: "plain",
      text: '{"a":{"b":"[secret]","c":1}}',
    });
  });

  it("is what is known to be secret, also within other values, in keys, and in base64", () => {
    for (const value of [
      "correct horse battery",
      "x=correct horse battery;",
      Buffer.from("correct horse battery").toString("base64"),
    ])
      expect(mask.show(value, at("spec", "x")), value).to.deep.equal({ kind: "secret" });
    expect(mask.show({ "correct horse battery": 1 }, at("spec"))).to.deep.equal({
      kind: "plain",
      text: '{"[secret]":1}',
    });
    expect(mask.text("it says correct horse battery here")).to.equal(`it says ${MASKED} here`);
  });

  it("is a short secret only where it is the whole value: within words it would hide those", () => {
    expect(mask.show("tiny", at("spec", "x"))).to.deep.equal({ kind: "secret" });
    expect(mask.show("a tiny house", at("spec", "x"))).to.deep.equal({ kind: "plain", text: "a tiny house" });
  });

  it("is what looks like a secret", () => {
    const looks = [
      "AKIAIOSFODNN7EXAMPLE",
      "postgresql://platform:pw@host:5432/db",
      "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
      "q8Zr2KfT0vWm5XyLp3Nd7HbJ",
    ];
    for (const value of looks) {
      expect(mask.show(value, at("spec", "x")), value).to.deep.equal({ kind: "secret" });
      expect(mask.text(`before ${value} after`), value)
        .to.contain(MASKED)
        .and.not.contain(value.slice(0, 20));
    }
  });

  it("is the value of what is named like a secret, such as an environment variable, and not its reference", () => {
    const secret = ["password", "API_TOKEN", "apiKey", "client-secret", "DB_PASSWD"];
    for (const name of secret) {
      expect(mask.show("hunter2", at("spec", name)), name).to.deep.equal({ kind: "secret" });
      const holder = { name, value: "hunter2" };
      expect(mask.show("hunter2", { ...at("env", 0, "value"), holder }), name).to.deep.equal({ kind: "secret" });
      expect(mask.show(holder, at("env", 0)), name).to.deep.include({ kind: "plain" });
      expect(JSON.stringify(mask.show(holder, at("env", 0))), name).not.to.contain("hunter2");
    }
    for (const name of ["secretName", "DATABASE_URL_FILE", "tokenExpirationSeconds", "keyboard"])
      expect(mask.show("plain", at("spec", name)), name).to.deep.equal({ kind: "plain", text: "plain" });
  });

  it("is all that a Kubernetes Secret holds, marked or not", () => {
    const place = (...path: string[]): Place => ({ type: "kubernetes:core/v1:Secret", path });
    expect(mask.show("plain", place("stringData", "user"))).to.deep.equal({ kind: "secret" });
    expect(mask.show({ user: "plain" }, place("data"))).to.deep.equal({ kind: "plain", text: '{"user":"[secret]"}' });
    expect(mask.show("Opaque", place("type"))).to.deep.equal({ kind: "plain", text: "Opaque" });
  });

  it("leaves alone what only looks random: digests, images, names, addresses", () => {
    const plain = [
      `registry.example.com/team/web:v1.0.0@sha256:${"0123456789abcdef".repeat(4)}`,
      "platform-web-disruption-budget-7f9c",
      "e48ece36-62e2-4504-bad9-02848725956b",
      "kubernetes.io/service-account-token-Reader",
      "system:serviceaccount:platform:web",
    ];
    for (const value of plain)
      expect(mask.show(value, at("spec", "x")), value).to.deep.equal({ kind: "plain", text: value });
  });

  it("says of a value that is known only after the update that it is", () => {
    expect(mask.show(UNKNOWN, at("spec", "x"))).to.deep.equal({ kind: "unknown" });
    expect(mask.show([UNKNOWN], at("spec", "x"))).to.deep.equal({
      kind: "plain",
      text: '["(known after the update)"]',
    });
  });
});
