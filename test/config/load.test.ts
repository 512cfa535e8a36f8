import { join } from "node:path";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "chai";
import type { ConfigurationError } from "../../config/faults";
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

  it("gives a service what the environment has, the memory that it requests as its limit, and twice the CPU", () => {
    const [web] = resolveConfig(configSource("staging")).services;
    expect(web).to.deep.include({
      name: "platform-web",
      kind: "web",
      scaling: { kind: "fixed", replicas: 2 },
      port: 8000,
      strategy: "rolling",
      drainTimeout: 20,
      requests: { memory: "1Gi", cpu: "500m" },
      limits: { memory: "1Gi", cpu: "1" },
    });
  });

  it("gives each kind what is usual for it", () => {
    const config = stackConfig("staging");
    const image = `example.org/a@sha256:${"0".repeat(64)}`;
    Object.assign(config["services"] as object, {
      report: { kind: "cron", image, schedule: "@daily", sidecars: { one: { requests: { cpu: "100m" } } } },
      migrate: { kind: "job", image },
      store: { image, port: 9000, volumes: { "/data": { size: "1024Mi" } } },
    });
    const [, report, migrate, store] = resolveConfig(configSource("staging", config)).services;
    expect(report).to.deep.include({
      schedule: "@daily",
      timeZone: "Etc/UTC",
      concurrency: "forbid",
      history: { succeeded: 3, failed: 3 },
      startingDeadline: 200,
      deadline: 3600,
      retries: 2,
    });
    expect(report?.sidecars).to.deep.include.members([
      {
        name: "one",
        environment: {},
        secrets: {},
        secretFiles: {},
        requests: { memory: "64Mi", cpu: "100m" },
        limits: { memory: "64Mi", cpu: "200m" },
        ports: {},
      },
    ]);
    expect(migrate).to.deep.include({ deadline: 600, retries: 2, before: [] });
    expect(store).to.deep.include({
      scaling: { kind: "fixed", replicas: 1 },
      strategy: "recreate",
      volumes: { "/data": { size: "1Gi", access: "one", keep: true } },
    });
  });

  it("counts in the quota a run of each cron and job, a second where they overlap, and what is beside them", () => {
    const needed = (services: object) => {
      const config = stackConfig("dev");
      Object.assign(config["services"] as object, services);
      config["namespace"] = { quota: { pods: 1, cpu: "100m", memory: "64Mi" } };
      try {
        resolveConfig(configSource("dev", config));
      } catch (error) {
        return (error as ConfigurationError).faults.map(({ wanted }) => /at least (\S+),/.exec(wanted)?.[1]);
      }
      return [];
    };
    const image = `example.org/a@sha256:${"0".repeat(64)}`;
    const cron = { kind: "cron", image, schedule: "@daily", requests: { memory: "1Gi", cpu: 1 } };
    const extra = (memory: string, cpu: number) => ({ requests: { memory, cpu }, limits: { cpu } });
    // By key: cpu, memory, pods. The web service takes 2 pods of 500m and 1Gi in an update.
    expect(needed({})).to.deep.equal(["1", "2Gi", "2"]);
    expect(needed({ cron })).to.deep.equal(["3", "3Gi", "3"]);
    // One that is ending beside its successor, unless it has ended long before that.
    const hourly = { ...cron, schedule: "@hourly", deadline: "2h" };
    expect(needed({ cron: { ...hourly, concurrency: "replace" } })).to.deep.equal(["5", "4Gi", "4"]);
    expect(needed({ cron: { ...hourly, concurrency: "allow" } })).to.deep.equal(["7", "5Gi", "5"]);
    expect(needed({ cron: { ...cron, concurrency: "allow" } })).to.deep.equal(["3", "3Gi", "3"]);
    expect(needed({ job: { kind: "job", image, requests: { memory: "1Gi", cpu: 1 } } })).to.deep.equal([
      "3",
      "3Gi",
      "3",
    ]);
    const sidecars = { one: extra("256Mi", 1), two: extra("256Mi", 1) };
    expect(needed({ cron: { ...cron, sidecars } })).to.deep.equal(["5", "3584Mi", "3"]);
    expect(needed({ cron: { ...cron, init: { one: extra("512Mi", 1) } } })).to.deep.equal(["3", "3Gi", "3"]);
    expect(needed({ cron: { ...cron, sidecars, init: { three: extra("3Gi", 4) } } })).to.deep.equal([
      "7",
      "5632Mi",
      "3",
    ]);
  });

  it("gives a namespace that names no quota what its services need, and a quarter more", () => {
    const quotaOf = (quota: unknown, services: object = {}) => {
      const config = stackConfig("dev");
      Object.assign(config["services"] as object, services);
      config["namespace"] = { quota };
      return resolveConfig(configSource("dev", config)).namespace.quota;
    };
    const image = `example.org/a@sha256:${"0".repeat(64)}`;
    // The web service takes 2 pods of 500m and 1Gi in an update.
    const alone = { pods: 3, cpu: "2", memory: "3Gi" };
    expect(quotaOf("auto")).to.deep.equal(alone);
    expect(quotaOf(undefined)).to.deep.equal(alone);
    const scaled = { port: 9000, image, scaling: { min: 1, max: 9, cpu: "70%" }, strategy: "recreate" };
    expect(quotaOf("auto", { scaled: { ...scaled, requests: { memory: "1Gi", cpu: 1 } } })).to.deep.equal({
      pods: 14,
      cpu: "24",
      memory: "14Gi",
    });
    const own = { pods: 20, cpu: "8", memory: "16Gi" };
    expect(quotaOf(own)).to.deep.equal(own);
    const config = stackConfig("dev");
    delete config["namespace"];
    expect(resolveConfig(configSource("dev", config)).namespace).to.deep.equal({
      name: "platform-dev",
      podSecurity: "restricted",
      quota: alone,
      followsDemand: true,
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
    Object.assign(services["web"] as object, { scaling: 3, requests: { cpu: 1 }, limits: { cpu: "1000m" } });
    const [web] = resolveConfig(configSource("dev", config)).services;
    expect(web).to.deep.include({
      scaling: { kind: "fixed", replicas: 3 },
      requests: { memory: "512Mi", cpu: "1" },
      limits: { memory: "512Mi", cpu: "1" },
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
