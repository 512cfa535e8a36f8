import { expect } from "chai";
import { isSecretValue, withoutSecretValues } from "../../../policy/lib/secrets";

// Put together here, so that no scanner takes this file for a leak.
const fake = (...parts: string[]) => parts.join("");

describe("values of secrets", () => {
  for (const [what, value] of Object.entries({
    "an access key": fake("AKIA", "ABCDEFGHIJKLMNOP"),
    "a temporary access key in a string": fake("key=ASIA", "ABCDEFGHIJKLMNOP;"),
    "a private key": fake("-----BEGIN ", "PRIVATE KEY-----\nMIIE"),
    "a private key of one algorithm": fake("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"),
    "a private key of PGP": fake("-----BEGIN PGP ", "PRIVATE KEY BLOCK-----"),
    "a signed token": fake("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTYifQ", ".c2lnbmF0dXJlLW9m"),
    "a token of GitHub": fake("ghp_", "a".repeat(36)),
    "a fine-grained token of GitHub": fake("github_", "pat_", "a".repeat(40)),
    "a token of Slack": fake("xox", "b-1234567890-abcdef"),
    "a URL with a password": fake("postgres://app:", "hunter2@db.example.org/shop"),
    "a URL with a password and no user": fake("redis://:", "hunter2@cache.example.org"),
  }))
    it(`takes ${what} for a secret`, () => expect(isSecretValue(value)).to.equal(true));

  for (const [what, value] of Object.entries({
    nothing: "",
    "a word": "debug",
    "a URL": "https://example.org:8443/path?user=a@b",
    "a URL with a user": "postgres://app@db.example.org/shop",
    "a certificate": "-----BEGIN CERTIFICATE-----\nMIIE",
    "a public key": "-----BEGIN PUBLIC KEY-----\nMIIE",
    "a longer word that starts like an access key": fake("AKIA", "ABCDEFGHIJKLMNOPQRST"),
    "an image": `registry.example.org/web@sha256:${"a".repeat(64)}`,
  }))
    it(`takes ${what} for no secret`, () => expect(isSecretValue(value)).to.equal(false));

  it("leaves them out of a text, each of them, and nothing else", () => {
    const key = fake("AKIA", "ABCDEFGHIJKLMNOP");
    const pem = fake("-----BEGIN ", "PRIVATE KEY-----\nMIIE\n-----END ", "PRIVATE KEY-----");
    const url = fake("postgres://app:", "hunter2@db/shop");
    expect(withoutSecretValues(`one ${key}, ${key}; two ${pem}; three ${url}.`)).to.equal(
      "one [secret], [secret]; two [secret]; three [secret]db/shop.",
    );
    expect(withoutSecretValues(fake("cut off: -----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"))).to.equal(
      "cut off: [secret]",
    );
    expect(withoutSecretValues("nothing of that kind")).to.equal("nothing of that kind");
  });

  it("reads a long text in a moment", () => {
    const before = performance.now();
    expect(isSecretValue("a.".repeat(500_000))).to.equal(false);
    expect(performance.now() - before).to.be.below(2000);
  });
});
