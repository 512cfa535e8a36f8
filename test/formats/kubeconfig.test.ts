import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import {
  chooseContext,
  decodeKubeconfig,
  kubeconfigFiles,
  KubeconfigError,
  loadKubeconfigFiles,
} from "../../formats/kubeconfig";

const cluster = (name: string, server: string) => `clusters: [{ name: ${name}, cluster: { server: ${server} } }]\n`;
const user = (name: string, token: string) => `users: [{ name: ${name}, user: { token: ${token} } }]\n`;
const context = (name: string, values: string) => `contexts: [{ name: ${name}, context: { ${values} } }]\n`;

describe("a kubeconfig", () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kubeconfig-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const load = (...files: string[]) => loadKubeconfigFiles({ variable: files.join(":"), home: folder });

  it("is looked for where it is named, then in KUBECONFIG, then at home", () => {
    const home = "/home/me";
    expect(kubeconfigFiles({ path: "~/a", variable: "/b", home })).to.deep.equal(["/home/me/a"]);
    expect(kubeconfigFiles({ variable: "/b::/c:/b", home })).to.deep.equal(["/b", "/c"]);
    expect(kubeconfigFiles({ variable: "", home })).to.deep.equal(["/home/me/.kube/config"]);
    expect(kubeconfigFiles({ home })).to.deep.equal(["/home/me/.kube/config"]);
  });

  it("in several files is merged: parts may be spread, and the first of a name wins, whole", () => {
    const first = write("first", cluster("c", "https://first"));
    const second = write("second", `${cluster("c", "https://second")}${user("u", "one")}current-context: x\n`);
    const third = write("third", `${user("u", "two")}${context("x", "cluster: c, user: u")}current-context: z\n`);
    const { config, files, origin } = load("/nowhere", first, write("empty", ""), second, second, third);
    expect(chooseContext(config, {}, "files")).to.deep.include({ context: "x", clusterName: "c", userName: "u" });
    expect(config.clusters.get("c")!.server).to.equal("https://first");
    expect(config.users.get("u")!.token).to.equal("one");
    expect(files).to.deep.equal([first, join(folder, "empty"), second, third]);
    expect([origin("clusters", "c"), origin("users", "u"), origin("contexts", "x")]).to.deep.equal([
      first,
      second,
      third,
    ]);
  });

  it("has paths from its own folder, and a command from there only when it is a path", () => {
    const entries =
      "users: [{ name: u, user: { client-certificate: a, client-key: ../b, tokenFile: /c, exec: { command: EXEC } } }]\n";
    const named = load(write("one/config", entries.replace("EXEC", "get-token"))).config.users.get("u")!;
    expect(named.exec!.command).to.equal("get-token");
    const relative = load(write("two/config", entries.replace("EXEC", "bin/get-token"))).config.users.get("u")!;
    expect(relative).to.deep.include({
      clientCertificate: join(folder, "two/a"),
      clientKey: join(folder, "b"),
      tokenFile: "/c",
    });
    expect(relative.exec!.command).to.equal(join(folder, "two/bin/get-token"));
  });

  const refused: [what: string, text: string, said: string][] = [
    ["a name twice in one file", "users: [{ name: a }, { name: a }]", 'users has the name "a" twice'],
    [
      "a number where a string is meant",
      "users: [{ name: a, user: { token: 0123 } }]",
      "users[0].user.token is not a string",
    ],
    ["a yes where a string is meant", "contexts: [{ name: yes }]", "contexts[0].name is not a string"],
    [
      "a string where a flag is meant",
      'clusters: [{ cluster: { insecure-skip-tls-verify: "true" } }]',
      "not true or false",
    ],
    ["data that is not base64", "users: [{ user: { client-key-data: canary! } }]", "client-key-data is not base64"],
    ["another kind", "kind: Secret", "of kind Secret in API version v1"],
    ["another API version", "apiVersion: v2", "of kind Config in API version v2"],
    ["no map", "canary", "the whole is not a map"],
    ["no YAML", "users: [\ntoken: canary", "not YAML or JSON"],
    ["an alias without its anchor", "users: *canary", "not YAML or JSON"],
  ];
  for (const [what, text, said] of refused) {
    it(`with ${what} is refused, with its file and without its content`, () => {
      const file = write("broken", text);
      expect(() => load(file, write("right", "")))
        .to.throw(KubeconfigError, said)
        .with.property("message")
        .that.contains(file)
        .and.does.not.contain("canary");
    });
  }

  it("that is not a file at all is refused, and one that is a folder", () => {
    expect(() => load("/nowhere", "/neither")).to.throw(KubeconfigError, "no kubeconfig at /nowhere, /neither");
    expect(() => load(folder)).to.throw(KubeconfigError, "EISDIR");
  });

  it("keeps a date, a time and a word of letters as strings, and reads the first document alone", () => {
    const text = `${context("2026-11-29", "cluster: 12:30:45, user: _1, namespace: !!str 1")}---\nnot: [read`;
    const { contexts } = decodeKubeconfig(text, "text");
    expect([...contexts]).to.deep.equal([["2026-11-29", { cluster: "12:30:45", user: "_1", namespace: "1" }]]);
  });

  it("never takes somebody else for a user, cluster or context that is missing", () => {
    const config = decodeKubeconfig(`${cluster("c", "https://c")}${context("x", "cluster: c, user: gone")}`, "text");
    expect(() => chooseContext(config, {}, "text")).to.throw(
      "no current context in text; the context has to be one of: x",
    );
    expect(() => chooseContext(config, { context: "y" }, "text")).to.throw('no context "y" in text');
    expect(() => chooseContext(config, { context: "x" }, "text")).to.throw('names the user "gone", which is not in it');
    expect(() => chooseContext(config, { context: "x", cluster: "d" }, "text")).to.throw('names the cluster "d"');
  });
});
