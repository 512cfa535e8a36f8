import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { authHeader, Credentials, type RegistryAuth } from "../../../engine/docker/credentials";
import { resolveDaemon } from "../../../engine/docker/daemon/address";

describe("docker credentials and addresses", () => {
  let directory: string;
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "docker-config-"));
    environment = { DOCKER_CONFIG: directory, PATH: `${directory}:${process.env.PATH}` };
  });
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  const config = (content: object | string): void =>
    fs.writeFileSync(
      path.join(directory, "config.json"),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  const find = (registry: string | undefined, registryAuth: RegistryAuth[] = []): Promise<unknown> =>
    new Credentials(registryAuth, environment).find(registry);
  const basic = (text: string): string => Buffer.from(text).toString("base64");

  it("come from the provider's configuration first", async () => {
    config({ auths: { "r.example": { auth: basic("stored:s") } } });
    const given = [{ address: "https://r.example", username: "u", password: "p" }];
    expect(await find("r.example", given)).to.deep.equal({ username: "u", password: "p" });
    expect(await find("r.example", [{ address: "r.example", authDisabled: true }])).to.equal(undefined);
    expect(await find("other.example", given)).to.equal(undefined);
  });

  it("come from what docker login has stored", async () => {
    config({
      auths: {
        "https://index.docker.io/v1/": { auth: basic("hub:pass:with:colons") },
        "r.example": { identitytoken: "t" },
      },
    });
    expect(await find(undefined)).to.deep.equal({ username: "hub", password: "pass:with:colons" });
    expect(await find("docker.io")).to.deep.equal({ username: "hub", password: "pass:with:colons" });
    expect(await find("r.example")).to.deep.equal({ identityToken: "t" });
    expect(await find("unknown.example")).to.equal(undefined);
  });

  it("come from a credential helper, which gets the host on its standard input", async () => {
    const helper = path.join(directory, "docker-credential-fake");
    fs.writeFileSync(
      helper,
      `#!/bin/sh\nread -r host || true\nif [ "$#" != 1 ]; then exit 9; fi\ncase "$host" in\n` +
        `r.example) echo '{"Username":"helped","Secret":"s"}' ;;\n` +
        `t.example) echo '{"Username":"<token>","Secret":"tok"}' ;;\n` +
        `locked.example) echo 'the key ring is locked' >&2; exit 1 ;;\n` +
        `*) echo 'credentials not found in native keychain'; exit 1 ;;\nesac\n`,
      { mode: 0o755 },
    );
    config({ credsStore: "fake" });
    expect(await find("r.example")).to.deep.equal({ username: "helped", password: "s" });
    expect(await find("t.example")).to.deep.equal({ identityToken: "tok" });
    expect(await find("none.example")).to.equal(undefined);
    const error = await find("locked.example").then(
      () => undefined,
      (refused: Error) => refused,
    );
    expect(error?.message).to.contain("the key ring is locked").and.to.contain("docker login locked.example");
  });

  it("are not quoted when their file is broken", async () => {
    config(`{"auths": {"r.example": {"auth": "SECRET-CANARY"`);
    const error = await find("r.example").then(
      () => undefined,
      (refused: Error) => refused,
    );
    expect(error?.message).to.contain("config.json is not valid JSON").and.not.to.contain("CANARY");
  });

  it("travel in the form that the daemon reads", () => {
    const decode = (header: string): unknown => JSON.parse(Buffer.from(header, "base64url").toString());
    expect(decode(authHeader({ username: "u", password: "p" }, "r.example"))).to.deep.equal({
      username: "u",
      password: "p",
      serveraddress: "r.example",
    });
    expect(decode(authHeader(undefined, "r.example"))).to.deep.equal({});
    // Go's decoder ignores what is not padded, without a word.
    for (const username of ["a", "ab", "abc"]) {
      expect(authHeader({ username, password: "p" }, "r").length % 4, username).to.equal(0);
    }
    expect(authHeader({ username: "u", password: "??>>~~" }, "r")).not.to.match(/[+/]/);
  });

  it("find the daemon: context, host, DOCKER_HOST, current context", () => {
    expect(resolveDaemon({ host: "tcp://a:1" }, { ...environment, DOCKER_HOST: "tcp://b:2" }).host).to.equal(
      "tcp://a:1",
    );
    expect(resolveDaemon({}, { ...environment, DOCKER_HOST: "tcp://b:2" }).host).to.equal("tcp://b:2");
    expect(() => resolveDaemon({ context: "missing" }, environment)).to.throw('no Docker context "missing"');
  });

  it("read a context with its certificates", async () => {
    const { createHash } = await import("node:crypto");
    const id = createHash("sha256").update("remote").digest("hex");
    const meta = path.join(directory, "contexts", "meta", id);
    const tls = path.join(directory, "contexts", "tls", id, "docker");
    fs.mkdirSync(meta, { recursive: true });
    fs.mkdirSync(tls, { recursive: true });
    fs.writeFileSync(
      path.join(meta, "meta.json"),
      JSON.stringify({ Name: "remote", Endpoints: { docker: { Host: "tcp://far:2376" } } }),
    );
    fs.writeFileSync(path.join(tls, "ca.pem"), "CA");
    config({ currentContext: "remote" });
    const expected = { host: "tcp://far:2376", tls: { ca: "CA", cert: undefined, key: undefined } };
    expect(resolveDaemon({}, environment)).to.deep.include(expected);
    expect(resolveDaemon({ context: "remote" }, { ...environment, DOCKER_HOST: "tcp://b:2" })).to.deep.include(
      expected,
    );
    expect(resolveDaemon({}, { ...environment, DOCKER_HOST: "tcp://b:2" }).host).to.equal("tcp://b:2");
  });
});
