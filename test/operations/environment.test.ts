import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensurePulumiHome, resolveTarget, targetVariables } from "../../operations/environment";
import { embeddedBackend } from "../../operations/pulumi";

describe("the target of a stack", () => {
  let work: string;
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-environment-test-"));
    environment = {
      HOME: path.join(work, "home"),
      PATH: "/usr/bin",
      PLATFORM_CACHE: path.join(work, "cache"),
      PLATFORM_STATE: path.join(work, "state"),
    };
  });
  afterEach(() => fs.rmSync(work, { recursive: true, force: true }));

  const programs = (folder: string, ...names: string[]) => {
    fs.mkdirSync(path.join(work, folder), { recursive: true });
    for (const name of names) fs.writeFileSync(path.join(work, folder, name), "", { mode: 0o755 });
    environment.PATH = `${path.join(work, folder)}:${environment.PATH}`;
  };
  const login = (home: string, content: string) => {
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, "credentials.json"), content);
  };

  it("is embedded where the machine brings nothing", () => {
    expect(resolveTarget("dev", environment)).to.deep.equal({
      stack: "dev",
      cli: "embedded",
      backend: "embedded",
      cluster: "embedded",
    });
  });

  it("has the cluster that the stack's file names", () => {
    expect(resolveTarget("production", environment).cluster).to.equal("named");
  });

  it("is an unknown stack with the names of the known ones", () => {
    expect(() => resolveTarget("prod", environment)).to.throw(/No stack named prod: .*dev, production, staging/);
  });

  it("has the machine's own Pulumi when that can run a TypeScript program", () => {
    programs("bin", "pulumi", "pulumi-language-nodejs");
    expect(resolveTarget("dev", environment).cli).to.equal("installed");
  });

  it("does not count a CLI without its language host, nor the embedded one of a shell that has evaluated env", () => {
    programs("bin", "pulumi");
    programs("cache/toolchain/bin-1", "pulumi", "pulumi-language-nodejs");
    expect(resolveTarget("dev", environment).cli).to.equal("embedded");
  });

  it("has the backend that the user is logged in to, or that PULUMI_BACKEND_URL names", () => {
    login(path.join(work, "home/.pulumi"), '{"current":"file:///somewhere"}');
    expect(resolveTarget("dev", environment).backend).to.equal("own");
    fs.rmSync(path.join(work, "home"), { recursive: true });
    expect(resolveTarget("dev", environment).backend).to.equal("embedded");
    environment.PULUMI_BACKEND_URL = "s3://states";
    expect(resolveTarget("dev", environment).backend).to.equal("own");
  });

  it("does not take a shell that has evaluated env for a login", () => {
    Object.assign(environment, embeddedBackend(environment), { PULUMI_HOME: path.join(work, "state/pulumi/home") });
    login(path.join(work, "state/pulumi/home"), '{"current":"file:///left"}');
    expect(resolveTarget("dev", environment).backend).to.equal("embedded");
    delete environment.PULUMI_BACKEND_URL;
    expect(resolveTarget("dev", environment).backend).to.equal("embedded");
  });

  it("does not count a credentials file without a login, or that is not JSON", () => {
    for (const content of ["{}", '{"current":""}', "{"]) {
      login(path.join(work, "home/.pulumi"), content);
      expect(resolveTarget("dev", environment).backend).to.equal("embedded");
    }
  });

  it("has kubectl keep its notes in the cache, unless the cluster is the user's own", async () => {
    const target = resolveTarget("dev", environment);
    expect(target.cluster).to.equal("embedded");
    const notes = async (cluster: typeof target.cluster) =>
      (await targetVariables({ ...target, cluster }, undefined, environment)).KUBECACHEDIR;
    expect(await notes("embedded")).to.equal(path.join(work, "cache/kubectl"));
    expect(await notes("named")).to.equal(undefined);
  });

  it("has a home of its own for each clone and each set of plugins, which nothing changes later", () => {
    const homes = [
      ["/cache/plugins-1", "/clones/a"],
      ["/cache/plugins-2", "/clones/b"],
      ["/cache/plugins-2", "/clones/a"],
      ["/cache/plugins-1", "/clones/b"],
    ].map(([plugins, clone]) => ({ plugins, home: ensurePulumiHome(plugins!, clone!, environment) }));
    expect(new Set(homes.map(({ home }) => home))).to.have.property("size", 4);
    for (const { plugins, home } of homes) {
      expect(fs.readlinkSync(path.join(home, "plugins"))).to.equal(plugins);
      expect(fs.statSync(home).mode & 0o077).to.equal(0);
    }
    expect(ensurePulumiHome("/cache/plugins-1", "/clones/a", environment)).to.equal(homes[0]!.home);
    const embedded = { ...environment, PULUMI_HOME: homes[0]!.home };
    expect(resolveTarget("dev", embedded).backend).to.equal("embedded");
  });

  it("keeps its passphrase for its owner alone, and the same one from run to run", () => {
    const file = embeddedBackend(environment).PULUMI_CONFIG_PASSPHRASE_FILE as string;
    const first = fs.readFileSync(file, "utf8");
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
    expect(fs.statSync(path.dirname(file)).mode & 0o077).to.equal(0);
    expect(first.trim()).to.have.length.greaterThan(40);
    embeddedBackend(environment);
    expect(fs.readFileSync(file, "utf8")).to.equal(first);
  });
});
