import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { repositoryRoot } from "../../../embedded/paths";
import { releaseId, type ReleaseContent, type ReleaseRecord } from "../../../operations/release/record";
import { withEncryptionOf, withoutReleased, withReleased } from "../../../operations/release/stack-text";
import { ReleaseStore } from "../../../operations/release/store";
import { inTurn } from "../../../operations/release/turn";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const TEXT = `config:
  platform:environment: staging # which one
  # How large it is.
  platform:scale: 2
`;

const content: ReleaseContent = {
  images: { web: DIGEST },
  secrets: { "platform-secrets": "00c0ffee" },
  configuration: TEXT,
};

function record(changes: Partial<ReleaseRecord> = {}): ReleaseRecord {
  const made = "2026-01-01T00:00:00.000Z";
  const whole = { ...content, stack: "staging", made, policies: DIGEST, references: {}, ...changes };
  return { ...whole, id: releaseId(whole) };
}

describe("a release", () => {
  it("is another one for another image, secret or value of the configuration", () => {
    const id = releaseId(content);
    expect(id).to.match(/^[0-9a-f]{12}$/);
    const changes: Partial<ReleaseContent>[] = [
      { images: { web: OTHER } },
      { images: { web: DIGEST, second: DIGEST } },
      { secrets: { "platform-secrets": "00c0ffef" } },
      { configuration: TEXT.replace("scale: 2", "scale: 3") },
    ];
    for (const change of changes) {
      expect(releaseId({ ...content, ...change }), JSON.stringify(change)).not.to.equal(id);
    }
  });

  it("is the same one with other comments, another encryption, and the digests written down", () => {
    for (const configuration of [
      TEXT.replace("# How large it is.", "# Other words."),
      `${TEXT}encryptionsalt: v1:abc\n`,
      withReleased(TEXT, { web: DIGEST }),
    ]) {
      expect(releaseId({ ...content, configuration }), configuration).to.equal(releaseId(content));
    }
  });
});

describe("the file of a stack with a release", () => {
  it("has the digests, and the comments that it had", () => {
    const text = withReleased(TEXT, { web: DIGEST });
    expect(parse(text)).to.deep.nested.include({ "config.platform:images": { released: { web: DIGEST } } });
    expect(text).to.contain("# which one").and.contain("# How large it is.");
    expect(withReleased(text, { second: OTHER }))
      .to.contain("second")
      .and.not.contain("web");
  });

  for (const stack of ["dev", "staging", "production"]) {
    it(`is changed in nothing else: ${stack}`, () => {
      const text = fs.readFileSync(path.join(repositoryRoot, `Pulumi.${stack}.yaml`), "utf8");
      const released = withReleased(text, { web: DIGEST });
      const added = `  platform:images:\n    released:\n      web: ${DIGEST}\n`;
      expect(released.replace(added, "")).to.equal(text);
      expect(withReleased(released, { web: OTHER })).to.equal(released.replace(DIGEST, OTHER));
      expect(withoutReleased(released)).to.equal(text);
    });
  }

  it("builds again without them, and keeps what else it says of images", () => {
    expect(withoutReleased(withReleased(TEXT, { web: DIGEST }))).to.equal(TEXT);
    const more = `${TEXT}  platform:images:\n    resolve: now\n`;
    expect(withoutReleased(withReleased(more, { web: DIGEST }))).to.equal(more);
    expect(withoutReleased(TEXT)).to.equal(TEXT);
  });

  it("is encrypted as the stack is now, whenever it was written down", () => {
    const now = `${TEXT}encryptionsalt: v1:now\n`;
    expect(withEncryptionOf(`${TEXT}encryptionsalt: v1:then\n`, now)).to.equal(now);
    expect(withEncryptionOf(now, TEXT)).to.equal(TEXT);
  });
});

describe("the releases of a stack", () => {
  let folder: string;
  let store: ReleaseStore;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "platform-releases-"));
    store = new ReleaseStore(folder);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("are listed newest first, each stack's for itself, and kept to their owner", () => {
    const old = record();
    const young = record({ made: "2026-02-01T00:00:00.000Z", images: { web: OTHER } });
    for (const one of [young, old, record({ stack: "production" })]) store.save(one);
    expect(store.list("staging").map(({ id }) => id)).to.deep.equal([young.id, old.id]);
    expect(store.find("staging").id).to.equal(young.id);
    expect(store.find("staging", old.id.slice(0, 6)).id).to.equal(old.id);
    expect(fs.statSync(path.join(folder, "staging", `${old.id}.json`)).mode & 0o077).to.equal(0);
    store.forget("staging");
    expect(store.list("staging")).to.deep.equal([]);
    expect(store.list("production")).to.have.length(1);
  });

  it("are named in the message when there is none of that name", () => {
    expect(() => store.find("staging")).to.throw("No release of staging is known");
    const { id } = record();
    store.save(record());
    expect(() => store.find("staging", "ffff0000")).to.throw(`begins with ffff0000. Known: ${id}.`);
    expect(() => store.find("staging", id.slice(0, 3))).to.throw("No release of staging begins with");
  });

  it("that cannot be read are an error with their file", () => {
    store.save(record());
    const file = path.join(folder, "staging", `${record().id}.json`);
    fs.writeFileSync(file, "{}");
    expect(() => store.list("staging")).to.throw(`${file} is no record of a release`);
  });

  it("are changed by one at a time, who is named, and whose death is no obstacle", async () => {
    const refused = inTurn(folder, "staging", "promote", () =>
      inTurn(folder, "staging", "rollback", () => Promise.resolve()),
    );
    const message = await refused.then(
      () => "none",
      (error: unknown) => (error as Error).message,
    );
    expect(message).to.contain(`\`platform promote\` of ${os.hostname()} (process ${process.pid}`);
    // The first one is over, and another stack is nobody's business.
    await inTurn(folder, "staging", "promote", () => inTurn(folder, "production", "promote", () => Promise.resolve()));
    const dead = { pid: 2 ** 22 + 1, host: os.hostname(), action: "promote", since: "" };
    fs.writeFileSync(path.join(folder, "staging.lock"), JSON.stringify(dead));
    expect(await inTurn(folder, "staging", "promote", () => Promise.resolve("done"))).to.equal("done");
    fs.writeFileSync(path.join(folder, "staging.lock"), JSON.stringify({ ...dead, host: "elsewhere" }));
    await inTurn(folder, "staging", "promote", () => Promise.resolve()).then(
      () => expect.fail("a holder elsewhere was not believed"),
      (error: unknown) => expect((error as Error).message).to.contain("elsewhere"),
    );
  });
});
