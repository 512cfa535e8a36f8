import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import YAML from "yaml";
import { describeService } from "../../operations/services";
import { repositoryRoot } from "../../embedded/paths";
import {
  knownContext,
  previewTargetOf,
  removeOwnKubeconfig,
  withContext,
} from "../../operations/policy/preview-target";
import { clusterOf, kubectlOptions, stackCluster } from "../../operations/stack-cluster";
import { loadKubeconfigFiles } from "../../formats/kubeconfig";
import { files } from "../architecture/sources";

const stackWith = (cluster: string) => `config:\n  platform:target: ${cluster}\n`;

describe("the cluster of a stack", () => {
  let work: string;

  beforeEach(() => (work = fs.mkdtempSync(path.join(os.tmpdir(), "stack-cluster-"))));
  afterEach(() => fs.rmSync(work, { recursive: true }));

  const write = (name: string, text: string) => {
    const file = path.join(work, name);
    fs.writeFileSync(file, text);
    return file;
  };
  const kubeconfig = (name: string, ...contexts: string[]) =>
    write(
      name,
      YAML.stringify({
        clusters: [{ name: "c", cluster: { server: "https://c" } }],
        users: [{ name: "u", user: {} }],
        contexts: contexts.map((context) => ({ name: context, context: { cluster: "c", user: "u" } })),
        "current-context": contexts[0],
      }),
    );

  it("is the one that its file names, with its own kubeconfig", () => {
    expect(clusterOf("config: {}", "/home/me")).to.deep.equal({ context: "platform-embedded", kubeconfig: undefined });
    expect(clusterOf(stackWith("{ kind: embedded }"), "/home/me")).to.deep.equal({ context: "platform-embedded" });
    expect(clusterOf(stackWith("{ context: kind-dev, kubeconfig: ~/kind }"), "/home/me")).to.deep.equal({
      context: "kind-dev",
      kubeconfig: "/home/me/kind",
    });
    expect(clusterOf(stackWith("{ context: a, kubeconfig: clusters/a }"), "/home/me").kubeconfig).to.equal(
      path.join(repositoryRoot, "clusters/a"),
    );
    expect(clusterOf(stackWith('{ context: a, version: "1.31" }'), "/home/me").version).to.equal("1.31");
    expect(stackCluster("production").context).to.equal("platform-production");
  });

  it("is asked by kubectl whatever its current context is", async () => {
    // Stands for kubectl: answers with what it was asked.
    fs.mkdirSync(path.join(work, "bin"));
    const program = path.join(work, "bin/kubectl");
    const answer = '{"spec":{"replicas":2},"status":{"readyReplicas":1}}';
    fs.writeFileSync(program, `#!/bin/sh\necho "$@" > "${work}/asked"\necho '${answer}'\n`, { mode: 0o755 });
    const environment = { ...process.env, PATH: `${path.join(work, "bin")}:${process.env.PATH}` };
    const service = { name: "web", namespace: "ns", image: "i" };
    const options = kubectlOptions({ context: "kind-dev", kubeconfig: "/k" });
    expect((await describeService(service, options, environment)).ready).to.equal("1/2");
    expect(fs.readFileSync(path.join(work, "asked"), "utf8")).to.match(
      /^--kubeconfig \/k --context kind-dev get deployment web --namespace ns /,
    );
    expect(kubectlOptions({ context: "kind-dev" })).to.deep.equal(["--context", "kind-dev"]);
  });

  it("is asked for each service by the object that it is, and says what was deleted behind its back", async () => {
    // Stands for kubectl: has a CronJob "report", a Job "migrate-1a2b" and nothing else.
    fs.mkdirSync(path.join(work, "bin"));
    const found = (kind: string) => `'{"items":[{"kind":"${kind}"}]}'`;
    const script = [
      "#!/bin/sh",
      'case "$*" in',
      `*" cronjob/report job/report "*) echo ${found("CronJob")} ;;`,
      `*" cronjob/migrate-1a2b job/migrate-1a2b "*) echo ${found("Job")} ;;`,
      '*" get deployment "*) ;;',
      `*) echo '{"items":[]}' ;;`,
      "esac",
    ].join("\n");
    fs.writeFileSync(path.join(work, "bin/kubectl"), `${script}\n`, { mode: 0o755 });
    const environment = { ...process.env, PATH: `${path.join(work, "bin")}:${process.env.PATH}` };
    const describe = (name: string) =>
      describeService({ name, namespace: "ns", image: "i" }, ["--context", "c"], environment);
    expect((await describe("report")).ready).to.equal("by schedule");
    expect((await describe("migrate-1a2b")).ready).to.equal("done");
    const fault: unknown = await describe("web").catch((error: unknown) => error);
    expect((fault as Error).message).to.match(/^web is in the state and not in the namespace ns: .*pulumi refresh/);
  });

  it("is asked with the stack's context by every kubectl that a command runs", () => {
    const programs = files("operations", "tools")
      .filter((file) => file.endsWith(".ts"))
      .map((file) => ({ path: file, text: fs.readFileSync(path.join(repositoryRoot, file), "utf8") }))
      .filter(({ text }) => /\b(execa|run)\(\s*([\w.]+\("\w+"\),\s*\[\s*)?"kubectl"/.test(text));
    expect(programs.map(({ path: file }) => file))
      .to.include("operations/services.ts")
      .and.include("tools/bench/web.ts");
    for (const { path: file, text } of programs) {
      expect(text, file).to.match(/kubectlOptions|"--context"|--kubeconfig=|\.\.\.(place\.)?cluster\b/);
    }
  });

  describe("is reached by the gate", () => {
    it("with the stack's own kubeconfig before that of the environment", () => {
      const own = kubeconfig("own", "mine");
      const environment = { KUBECONFIG: kubeconfig("other", "theirs"), HOME: work };
      expect(knownContext({ context: "mine", kubeconfig: own }, environment)).to.deep.include({ cluster: "c" });
      expect(knownContext({ context: "theirs", kubeconfig: own }, environment)).to.equal(undefined);
      expect(knownContext({ context: "theirs" }, environment)).to.deep.include({ cluster: "c" });
      expect(knownContext({ context: "mine", kubeconfig: path.join(work, "none") }, environment)).to.equal(undefined);
    });

    it("with the user's kubeconfig where that of the embedded target does not have it", async () => {
      const embedded = { KUBECONFIG: kubeconfig("embedded", "platform-embedded"), HOME: work, DOCKER_HOST: "d" };
      const own = { KUBECONFIG: kubeconfig("users", "platform-staging"), HOME: work };
      expect(await previewTargetOf("staging", embedded, work, own)).to.deep.equal({
        environment: { ...embedded, KUBECONFIG: own.KUBECONFIG },
      });
    });

    it("with the kubeconfigs of the environment as kubectl merges them", () => {
      const environment = {
        KUBECONFIG: ["", "/nowhere", write("empty", ""), kubeconfig("a", "one"), kubeconfig("b", "two")].join(":"),
        HOME: work,
      };
      expect(knownContext({ context: "two" }, environment)).to.deep.include({ user: "u" });
      expect(() => knownContext({ context: "two" }, { KUBECONFIG: write("broken", "contexts: {}") })).to.throw(
        "contexts is not a list",
      );
    });

    it("or through the embedded one under the stack's name, without its own kubeconfig", () => {
      const environment = { KUBECONFIG: kubeconfig("embedded", "platform-embedded"), HOME: work };
      const embedded = knownContext({ context: "platform-embedded" }, environment)!;
      const variable = withContext(embedded, "platform-staging", path.join(work, "context"), environment);
      const { config } = loadKubeconfigFiles({ variable, home: work });
      expect(config.contexts.get("platform-staging")).to.deep.equal(embedded);
      expect([...config.clusters.keys()]).to.deep.equal(["c"]);
      const file = write("Pulumi.x.yaml", stackWith("{ context: mine, kubeconfig: /nowhere } # ours"));
      removeOwnKubeconfig(file);
      expect(fs.readFileSync(file, "utf8")).to.equal(stackWith("{ context: mine } # ours"));
    });
  });
});
