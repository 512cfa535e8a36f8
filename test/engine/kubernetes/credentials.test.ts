import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { certificate, type KeyPair } from "../../support/certificate";
import { FakeApiServer, sendJson, type SeenRequest } from "../../support/fake-api-server";

const V1 = "client.authentication.k8s.io/v1";

describe("the credentials of a kubeconfig", function () {
  this.timeout(30_000);
  let folder: string;
  let pair: KeyPair;
  let server: FakeApiServer;
  const clients: ApiClient[] = [];

  before(async () => (pair = await certificate(-1, 1)));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "credentials-"));
    server = await FakeApiServer.start({ ...pair, requestCert: true, rejectUnauthorized: false });
    server.on(({ path }, response) => (path === "/version" ? sendJson(response, 200, { gitVersion: "v1" }) : false));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const authority = () => ({ "certificate-authority-data": Buffer.from(pair.cert).toString("base64") });

  /** A client with a user, from a file in the folder. */
  async function connect(user: object, cluster: object = authority()): Promise<ApiClient> {
    const file = join(folder, "config");
    writeFileSync(file, stringify(JSON.parse(server.kubeconfig(user, cluster))));
    const client = new ApiClient(await loadKubeconfig({ kubeconfig: file }));
    clients.push(client);
    return client;
  }

  /** The request that a user makes. */
  async function requestOf(user: object, cluster?: object): Promise<SeenRequest> {
    await (await connect(user, cluster)).version();
    return server.requests.at(-1)!;
  }

  async function refusal(user: object, cluster?: object): Promise<string> {
    try {
      await requestOf(user, cluster);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("The request should have been refused.");
  }

  describe("act as the identity that they name", () => {
    it("with its groups, uid and further attributes", async () => {
      const { rawHeaders } = await requestOf({
        token: "t",
        as: "jürgen",
        "as-uid": "42",
        "as-groups": ["one", "two"],
        "as-user-extra": { scopes: ["a", "b"], "example.org/Key %": ["c"] },
      });
      const pairs = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 && /^impersonate/i.test(name) ? [[name.toLowerCase(), utf8(rawHeaders[index + 1]!)]] : [],
      );
      expect(pairs).to.deep.equal([
        ["impersonate-user", "jürgen"],
        ["impersonate-uid", "42"],
        ["impersonate-group", "one"],
        ["impersonate-group", "two"],
        ["impersonate-extra-scopes", "a"],
        ["impersonate-extra-scopes", "b"],
        ["impersonate-extra-example.org%2fkey%20%25", "c"],
      ]);
    });

    const incomplete: [what: string, user: object, said: string][] = [
      ["groups without a user", { token: "t", "as-groups": ["g"] }, "without as"],
      ["a uid without a user", { token: "t", "as-uid": "1" }, "without as"],
      ["attributes without a user", { token: "t", "as-user-extra": { a: ["b"] } }, "without as"],
      ["an unknown key", { token: "t", "as-group": ["g"] }, 'unknown key "as-group"'],
      ["a key in other letters", { Token: "t" }, 'unknown key "Token"'],
      ["an unknown key of an exec plugin", { exec: exec({ comand: "x" }) }, 'unknown key "exec.comand"'],
      ["an authentication plugin that no client has", { "auth-provider": { name: "gcp" } }, 'auth-provider "gcp"'],
      [
        "a client key without its certificate",
        { "client-key-data": "eA==" },
        "client key without a client certificate",
      ],
      [
        "a certificate without its key",
        { "client-certificate-data": "eA==" },
        "client certificate without a client key",
      ],
      [
        "a certificate twice",
        { ...both("client-certificate"), "client-key-data": "eA==" },
        "has both client-certificate",
      ],
      ["a password without a name", { password: "p" }, "a password without a username"],
      ["a token and a password", { token: "t", username: "u", password: "p" }, "a token and a username"],
      ["a token file and a password", { tokenFile: "t", username: "u" }, "a token and a username"],
      ["an exec plugin of an old version", { exec: exec({ apiVersion: `${V1}alpha1` }) }, "v1alpha1"],
      ["an exec plugin that does not say whether it asks", { exec: exec({ interactiveMode: "" }) }, "interactiveMode"],
    ];
    for (const [what, user, said] of incomplete) {
      it(`and are refused with ${what}, without a request`, async () => {
        expect(await refusal(user)).to.contain(said);
        expect(server.requests).to.deep.equal([]);
      });
    }

    it("and refuse a value that would end its header, without quoting it", async () => {
      const message = await refusal({ token: "canary\nImpersonate-User: root" });
      expect(message).to.contain("such as a line break").and.not.contain("canary");
    });
  });

  it("send a token, and a name with a password, as they are written", async () => {
    expect((await requestOf({ token: "t" })).headers.authorization).to.equal("Bearer t");
    const basic = `Basic ${Buffer.from("u:p:q").toString("base64")}`;
    expect((await requestOf({ username: "u", password: "p:q" })).headers.authorization).to.equal(basic);
  });

  it("take the token of a file, beside the kubeconfig, before the one that stands there", async () => {
    writeFileSync(join(folder, "token"), "from-file\n");
    expect((await requestOf({ token: "t", tokenFile: "token" })).headers.authorization).to.equal("Bearer from-file");
    expect((await requestOf({ token: "t", tokenFile: "none" })).headers.authorization).to.equal("Bearer t");
    expect(await refusal({ tokenFile: "none" })).to.contain(join(folder, "none"));
  });

  it("read the token's file again when the server refuses what it had", async () => {
    writeFileSync(join(folder, "token"), "old");
    const client = await connect({ tokenFile: "token" });
    await client.version();
    writeFileSync(join(folder, "token"), "new");
    accept("Bearer new");
    await client.version();
    expect(server.requests.map(({ headers }) => headers.authorization)).to.deep.equal([
      "Bearer old",
      "Bearer old",
      "Bearer new",
    ]);
  });

  it("are sent to nobody over plain HTTP, as kubectl sends none", async () => {
    await server.stop();
    server = await FakeApiServer.start();
    server.on((_request, response) => sendJson(response, 200, { gitVersion: "v1" }));
    const { headers } = await requestOf({ token: "t", exec: exec({ command: "/nowhere" }), as: "somebody" }, {});
    expect(headers.authorization).to.equal(undefined);
    expect(headers["impersonate-user"]).to.equal("somebody");
  });

  it("are those of the file before those of a plugin", async () => {
    expect((await requestOf({ token: "t", exec: exec({ command: "/nowhere" }) })).headers.authorization).to.equal(
      "Bearer t",
    );
  });

  describe("of an exec plugin", () => {
    /** Writes a plugin that counts its runs, and returns its path from the kubeconfig's folder. */
    function plugin(status: object | string, path = "bin/plugin", version = V1): string {
      const answer = typeof status === "string" ? status : answerOf(status, version);
      mkdirSync(join(folder, "bin"), { recursive: true });
      const script = `#!/bin/sh\nprintenv > "${folder}/seen"\necho x >> "${folder}/runs"\n[ -t 0 ] || cat\n`;
      writeFileSync(join(folder, path), `${script}cat <<END\n${answer}\nEND\n`);
      chmodSync(join(folder, path), 0o755);
      return path;
    }
    const answerOf = (status: object, version = V1) =>
      JSON.stringify({ apiVersion: version, kind: "ExecCredential", status });
    const runs = () => readFileSync(join(folder, "runs"), "utf8").split("x").length - 1;
    const seen = () =>
      Object.fromEntries(
        readFileSync(join(folder, "seen"), "utf8")
          .split("\n")
          .map((line) => [line.split("=", 1)[0]!, line.slice(line.indexOf("=") + 1)]),
      );

    for (const path of ["bin/plugin", "./bin/plugin", "bin/../bin/plugin"]) {
      it(`at ${path} are found from the kubeconfig's folder`, async () => {
        plugin({ token: "t" });
        const { headers } = await requestOf({ exec: exec({ command: path }) });
        expect(headers.authorization).to.equal("Bearer t");
      });
    }

    it("are found on the PATH of this process, not on the plugin's", async () => {
      plugin({ token: "t" }, "bin/plugin-on-path");
      const before = process.env.PATH;
      process.env.PATH = `${join(folder, "bin")}:${before}`;
      try {
        const env = [{ name: "PATH", value: `/usr/bin:/bin:${folder}` }];
        const { headers } = await requestOf({ exec: exec({ command: "plugin-on-path", env }) });
        expect(headers.authorization).to.equal("Bearer t");
        expect(seen().PATH).to.equal(`/usr/bin:/bin:${folder}`);
      } finally {
        process.env.PATH = before;
      }
    });

    it("get the environment of the kubeconfig over this process's own, and the protocol's variable over both", async () => {
      const env = [
        { name: "HOME", value: "/elsewhere" },
        { name: "KUBERNETES_EXEC_INFO", value: "mine" },
      ];
      await requestOf({ exec: exec({ command: plugin({ token: "t" }), env, args: ["a"] }) });
      expect(seen()).to.include({ HOME: "/elsewhere", PATH: process.env.PATH });
      expect(JSON.parse(seen().KUBERNETES_EXEC_INFO!)).to.deep.equal({
        apiVersion: V1,
        kind: "ExecCredential",
        spec: { interactive: false },
      });
    });

    it("are told of the cluster when they want to be", async () => {
      const extensions = [{ name: "client.authentication.k8s.io/exec", extension: { audience: "a" } }];
      const more = { "tls-server-name": "127.0.0.1", "disable-compression": true, extensions };
      writeFileSync(join(folder, "ca.pem"), pair.cert);
      await requestOf(
        { exec: exec({ command: plugin({ token: "t" }), provideClusterInfo: true }) },
        { "certificate-authority": "ca.pem", ...more },
      );
      expect(JSON.parse(seen().KUBERNETES_EXEC_INFO!)).to.deep.nested.property("spec.cluster", {
        server: server.url,
        "tls-server-name": "127.0.0.1",
        ...authority(),
        "disable-compression": true,
        config: { audience: "a" },
      });
    });

    it("serve every request until their time is up", async () => {
      const client = await connect({ exec: exec({ command: plugin({ token: "t" }) }) });
      await Promise.all([client.version(), client.version(), client.version()]);
      expect(runs()).to.equal(1);
      const past = new Date(Date.now() - 1000).toISOString();
      const short = await connect({ exec: exec({ command: plugin({ token: "t", expirationTimestamp: past }) }) });
      await short.version();
      await short.version();
      expect(runs()).to.equal(3);
    });

    it("are renewed once when the server refuses them, for calls and for watches", async () => {
      const client = await connect({ exec: exec({ command: plugin({ token: "old" }) }) });
      await client.version();
      plugin({ token: "new" });
      accept("Bearer new");
      await client.version();
      expect(runs()).to.equal(2);
      accept("Bearer newest");
      const message = await client.version().then(
        () => "",
        (error: Error) => error.message,
      );
      expect(message).to.contain("does not accept the kubeconfig's credentials");
      expect(runs()).to.equal(3);
    });

    it("of the beta version need not say whether they ask", async () => {
      const beta = `${V1}beta1`;
      const command = plugin({ token: "t" }, "bin/plugin", beta);
      const { headers } = await requestOf({ exec: { apiVersion: beta, command } });
      expect(headers.authorization).to.equal("Bearer t");
    });

    it("may be a client certificate", async () => {
      const own = await certificate(-1, 1, "127.0.0.2");
      let shown = "";
      server.onConnection((socket) => (shown = socket.getPeerCertificate().subject.CN as string));
      const status = { clientCertificateData: own.cert, clientKeyData: own.key };
      expect((await requestOf({ exec: exec({ command: plugin(status) }) })).headers.authorization).to.equal(undefined);
      expect(shown).to.equal("127.0.0.2");
    });

    const failures: [what: string, status: object | string, said: string][] = [
      ["nothing", "", "nothing of no API version"],
      ["no JSON or YAML", "{", "no credentials: its answer is not YAML or JSON"],
      [
        "another version",
        answerOf({ token: "t" }, `${V1}beta1`),
        `is configured for ${V1} and gave ExecCredential of ${V1}beta1`,
      ],
      ["no status", `{"apiVersion":"${V1}","kind":"ExecCredential"}`, "gave no status"],
      ["an empty status", {}, "neither a token nor a client certificate"],
      ["half a certificate", { clientKeyData: "k" }, "only one of client certificate and key"],
      ["an end that is not a time", { token: "canary", expirationTimestamp: "soon" }, "not a time"],
    ];
    for (const [what, status, said] of failures) {
      it(`that give ${what} are refused`, async () => {
        const message = await refusal({ exec: exec({ command: plugin(status) }) });
        expect(message).to.contain("Cannot get credentials").and.contain(said).and.not.contain("canary");
      });
    }

    it("that are not installed are refused with the hint how to install them", async () => {
      const message = await refusal({ exec: exec({ command: "no-such-plugin", installHint: "apt install it" }) });
      expect(message).to.contain("no executable no-such-plugin; to install it: apt install it");
    });

    it("that want a terminal are refused, as there is none", async () => {
      const command = plugin({ token: "t" });
      expect(await refusal({ exec: exec({ command, interactiveMode: "Always" }) })).to.contain("wants a terminal");
      expect((await requestOf({ exec: exec({ command, interactiveMode: "IfAvailable" }) })).path).to.equal("/version");
    });
  });

  function accept(authorization: string): void {
    server.on(({ headers }, response) =>
      headers.authorization === authorization
        ? sendJson(response, 200, { gitVersion: "v1" })
        : sendJson(response, 401, { reason: "Unauthorized", message: "Unauthorized" }),
    );
  }
});

function exec(values: object): object {
  return { apiVersion: V1, command: "true", interactiveMode: "Never", ...values };
}

function both(key: string): object {
  return { [key]: "file", [`${key}-data`]: "eA==" };
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}
