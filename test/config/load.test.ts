import { join } from "node:path";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "chai";
import { resolveConfig } from "../../config/load";
import { ENVIRONMENTS } from "../../features/environment/config";
import { HOME, KUBERNETES_TARGET, stackConfig, configSource } from "../support/stack";

describe("configuration", () => {
  for (const [stack, expected] of Object.entries({
    dev: { debug: true, monitoring: false, backup: false, replicas: 1, memory: "512Mi", cpu: "250m" },
    staging: { debug: false, monitoring: true, backup: false, replicas: 2, memory: "1Gi", cpu: "500m" },
    production: { debug: false, monitoring: true, backup: true, replicas: 5, memory: "2Gi", cpu: "1" },
  })) {
    it(`of ${stack} is what the environment table says`, () => {
      const { environment, debug, monitoring, backup, workload } = resolveConfig(configSource(stack));
      expect({ environment, debug, monitoring: monitoring.enabled, backup: backup.enabled, ...workload }).to.deep.equal(
        {
          environment: stack,
          ...expected,
        },
      );
    });
  }

  it("gives a service what the environment has, and limits of twice its requests", () => {
    const [web] = resolveConfig(configSource("dev")).services;
    expect(web).to.deep.include({
      name: "platform-web",
      replicas: 1,
      port: 8000,
      requests: { memory: "512Mi", cpu: "250m" },
      limits: { memory: "1Gi", cpu: "500m" },
    });
  });

  it("gives the group the number of the user where none is named", () => {
    const userOf = (user?: object) => {
      const config = stackConfig("dev");
      Object.assign((config["services"] as { web: object }).web, user ? { user } : {});
      return resolveConfig(configSource("dev", config)).services[0]?.user;
    };
    expect(userOf()).to.equal(undefined);
    expect(userOf({ id: 10001 })).to.deep.equal({ id: 10001, group: 10001 });
    expect(userOf({ id: 10001, group: 0 })).to.deep.equal({ id: 10001, group: 0 });
  });

  it("keeps what a service says itself", () => {
    const config = stackConfig("dev");
    const services = config["services"] as Record<string, Record<string, unknown>>;
    Object.assign(services["web"] as object, { replicas: 3, requests: { cpu: 1 }, limits: { cpu: "1000m" } });
    const [web] = resolveConfig(configSource("dev", config)).services;
    expect(web).to.deep.include({
      replicas: 3,
      requests: { memory: "512Mi", cpu: "1" },
      limits: { memory: "1Gi", cpu: "1" },
    });
  });

  it("differs between staging and production in the declared keys alone", () => {
    const differing = (a: unknown, b: unknown, path: string): string[] => {
      if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
        const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
        const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
        return [...keys].flatMap((key) => differing(left[key], right[key], path ? `${path}.${key}` : key));
      }
      return a === b ? [] : [path];
    };
    expect(differing(stackConfig("staging"), stackConfig("production"), "").toSorted()).to.deep.equal([
      "backup.enabled",
      "environment",
      "namespace.quota.cpu",
      "namespace.quota.memory",
      "namespace.quota.pods",
      "target.context",
      "workload.cpu",
      "workload.memory",
      "workload.replicas",
    ]);
  });

  it("takes the Docker daemon from the configuration before the environment", () => {
    const host = "unix:///run/docker.sock";
    const named = stackConfig("dev");
    named["target"] = { ...KUBERNETES_TARGET, docker: { host } };
    const environment = { DOCKER_HOST: "tcp://other:2375" };
    expect(resolveConfig({ ...configSource("dev", named), environment }).target.docker.host).to.equal(host);
    expect(resolveConfig({ ...configSource("dev"), environment }).target.docker.host).to.equal(environment.DOCKER_HOST);
    expect(resolveConfig(configSource("dev")).target.docker.host).to.equal(undefined);
  });

  describe("finds the kubeconfig", () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "platform-kubeconfig-"));
    });

    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    const write = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const withContext = (context: string, user = "u") =>
      `contexts: [{ name: ${context}, context: { cluster: c, user: ${user} } }]`;
    const withRest = "clusters: [{ name: c, cluster: { server: https://c } }]\nusers: [{ name: u }]";
    const complete = (context: string) => `${withContext(context)}\n${withRest}`;
    const load = (variable: string | undefined, path?: string) => {
      const config = stackConfig("dev");
      config["target"] = { ...KUBERNETES_TARGET, ...(path === undefined ? {} : { kubeconfig: path }) };
      return resolveConfig({ ...configSource("dev", config), environment: { KUBECONFIG: variable } }).target.cluster
        .kubeconfig;
    };

    it("at home when nothing else is said", () => {
      expect(load(undefined)).to.equal(join(HOME, ".kube", "config"));
    });

    it("in the configuration before the environment, with ~ for home", () => {
      expect(load("/nowhere", "~/.kube/config")).to.equal(join(HOME, ".kube", "config"));
    });

    it("among the files of KUBECONFIG, by context", () => {
      const other = write("other", withContext("other"));
      const right = write("right", complete("platform-embedded"));
      expect(load(`${other}:/nowhere:${right}`)).to.equal(right);
    });

    it("among files that say different things of the same names: the first one counts", () => {
      const first = write("first", complete("platform-embedded"));
      const second = write("second", "clusters: [{ name: c, cluster: { server: https://other } }]");
      expect(load(`${first}:${first}:${second}`)).to.equal(first);
      expect(load(`${second}:${first}`)).to.equal(undefined);
    });

    it("in several files of KUBECONFIG that only together have all of it, and leaves them to be merged", () => {
      const context = write("context", withContext("platform-embedded"));
      const rest = write("rest", withRest);
      const empty = write("empty", "");
      expect(load(`/nowhere:${empty}:${context}:${rest}`)).to.equal(undefined);
      expect(() => load(context)).to.throw('names the cluster "c", which is not in it');
      expect(() => load(`${write("no-user", withContext("platform-embedded", "gone"))}:${rest}`)).to.throw(
        'names the user "gone", which is not in it',
      );
    });

    it("or says that a file of KUBECONFIG is none, wherever the context is", () => {
      const right = write("right", complete("platform-embedded"));
      expect(() => load(`${right}:${write("broken", "contexts: {}")}`)).to.throw("contexts is not a list");
    });

    it("or says which contexts there are", () => {
      expect(() => load(write("other", withContext("kind-kind")))).to.throw("the contexts there are: kind-kind");
    });

    it("or says that there is none", () => {
      expect(() => load("/nowhere")).to.throw("no such file (KUBECONFIG)");
    });

    it("or says that it is none, without its text", () => {
      expect(() => load(write("broken", 'contexts: []\ntoken: "canary')))
        .to.throw("not a kubeconfig")
        .with.property("message")
        .that.does.not.contain("canary");
    });
  });

  it("tells variables apart by case, and knows no names that every map has", () => {
    const config = stackConfig("dev");
    const reference = { secret: "platform-secrets", key: "database-url" };
    const names = ["database_url", "log_level", "constructor", "toString"];
    const web = (config["services"] as Record<string, Record<string, unknown>>)["web"] as Record<string, unknown>;
    web["secrets"] = Object.fromEntries(names.map((name) => [name, reference]));
    web["environment"] = { DATABASE_URL: "x", LOG_LEVEL: "debug" };
    expect(Object.keys(resolveConfig(configSource("dev", config)).services[0]?.secrets ?? {})).to.deep.equal(names);
  });

  it("of every environment loads", () => {
    for (const stack of ENVIRONMENTS) expect(resolveConfig(configSource(stack)).services).to.have.length(1);
  });
});
