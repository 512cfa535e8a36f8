import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { resolveConfig } from "../../config/load";
// Imported without an engine: a program that made a resource on import would fail here.
import program = require("../../index");
import { deployPlatform } from "../../platform";
import type { CronJob, Deployment, KubernetesService, NetworkPolicy } from "../support/find";
import { inputs, namesOf, resource, TYPES } from "../support/find";
import type { RenderOptions } from "../../rendering/render";
import type { Rendering } from "../support/render";
import { REGISTRY_DIGEST, render } from "../support/render";
import type { StackConfig } from "../support/stack";
import { HOME, PROJECT, stackConfig, configSource } from "../support/stack";

const SECRET_KEYS = "PULUMI_CONFIG_SECRET_KEYS";
const DIGEST = "sha256:" + "d".repeat(64);

function renderStack(
  stack: string,
  change?: (config: StackConfig) => void,
  options: Pick<RenderOptions, "preview" | "lastOutputs"> = {},
): Promise<Rendering> {
  const config = stackConfig(stack);
  change?.(config);
  return render(() => deployPlatform(resolveConfig(configSource(stack, config))), { stack, ...options });
}

/** The disk that the reference service asks for. */
const DISK = { "ephemeral-storage": "164Mi" };

const workloadOf = (rendering: Rendering): Deployment => inputs(rendering, TYPES.deployment, "platform-web-workload");

describe("the program", () => {
  for (const [stack, replicas, requests, limits] of [
    ["dev", 1, { memory: "512Mi", cpu: "250m" }, { memory: "1Gi", cpu: "500m" }],
    ["staging", 2, { memory: "1Gi", cpu: "500m" }, { memory: "1Gi", cpu: "1" }],
    ["production", 5, { memory: "2Gi", cpu: "1" }, { memory: "2Gi", cpu: "2" }],
  ] as const) {
    it(`deploys the reference service to ${stack} as the environment table says`, async () => {
      const rendering = await renderStack(stack);
      const { spec } = workloadOf(rendering);
      const container = spec.template.spec.containers[0];
      expect(spec.replicas).to.equal(replicas);
      expect(container).to.deep.include({
        name: "platform-web",
        image: `127.0.0.1:5000/active-inference/platform@${DIGEST}`,
        resources: { requests: { ...requests, ...DISK }, limits: { ...limits, ...DISK } },
        ports: [
          { name: "main", containerPort: 8000, protocol: "TCP" },
          { name: "metrics", containerPort: 9090, protocol: "TCP" },
        ],
        env: [
          { name: "ENVIRONMENT", value: stack },
          { name: "LOG_LEVEL", value: stack === "dev" ? "debug" : "info" },
          { name: "DATABASE_URL_FILE", value: "/run/secrets/database-url" },
        ],
      });
      expect(container?.volumeMounts.at(-1)).to.deep.include({
        mountPath: "/run/secrets/database-url",
        subPath: "database-url",
      });
      expect(namesOf(rendering, TYPES.budget)).to.have.length(stack === "dev" ? 0 : 1);
    });
  }

  it("gives the URL of the database as a variable where that is asked for", async () => {
    const rendering = await renderStack("dev", (config) => {
      const { web } = config["services"] as { web: StackConfig };
      Object.assign(web, {
        environment: {},
        secretFiles: {},
        secrets: { DATABASE_URL: { secret: "platform-secrets", key: "database-url" } },
      });
    });
    expect(workloadOf(rendering).spec.template.spec.containers[0]?.env.at(-1)).to.deep.equal({
      name: "DATABASE_URL",
      valueFrom: { secretKeyRef: { name: "platform-secrets", key: "database-url" } },
    });
  });

  it("runs a service as its Dockerfile says, or as the configuration does", async () => {
    const contextOf = async (change?: (config: StackConfig) => void) =>
      workloadOf(await renderStack("dev", change)).spec.template.spec.securityContext;
    const withUser = (user: object) => (config: StackConfig) =>
      void Object.assign((config["services"] as { web: StackConfig }).web, { user });
    const ids = (id: number, group: number) => ({ runAsUser: id, runAsGroup: group, fsGroup: group });
    expect(await contextOf()).to.include(ids(10001, 10001));
    expect(await contextOf(withUser({ id: 20000 }))).to.include(ids(20000, 20000));
    expect(await contextOf(withUser({ id: 20000, group: 0 }))).to.include(ids(20000, 0));
  });

  it("lets a quota that follows from the services grow with them, and not shrink before their old pods have gone", async () => {
    const quotaAfter = async (quota: unknown, last?: object) => {
      const rendering = await renderStack("dev", (config) => Object.assign(config, { namespace: { quota } }), {
        lastOutputs: last === undefined ? {} : { quota: last },
      });
      const { spec } = inputs<{ spec: { hard: object } }>(rendering, TYPES.quota, "platform-quota");
      return { hard: spec.hard, output: rendering.outputs["quota"] };
    };
    const hard = (pods: number, cpu: string, memory: string) => ({
      pods: `${pods}`,
      "requests.cpu": cpu,
      "requests.memory": memory,
      "limits.cpu": cpu,
      "limits.memory": memory,
    });
    const needed = { pods: 3, cpu: "2", memory: "3Gi" };
    expect(await quotaAfter("auto")).to.deep.equal({ hard: hard(3, "2", "3Gi"), output: needed });
    const before = { pods: 9, cpu: "1500m", memory: "20Gi" };
    expect(await quotaAfter("auto", before)).to.deep.equal({
      hard: hard(9, "2", "20Gi"),
      output: { pods: 9, cpu: "2", memory: "20Gi" },
    });
    expect((await quotaAfter("auto", { pods: "9", cpu: "much", memory: 20 })).output).to.deep.equal(needed);
    const own = { pods: 4, cpu: "4", memory: "4Gi" };
    expect(await quotaAfter(own, before)).to.deep.equal({ hard: hard(4, "4", "4Gi"), output: undefined });
  });

  it("exports what runs, by service", async () => {
    const { outputs } = await renderStack("dev");
    expect(outputs).to.deep.equal({
      environment: "dev",
      namespace: "platform-dev",
      services: {
        web: {
          name: "platform-web",
          namespace: "platform-dev",
          url: "http://127.0.0.1:30080",
          internalUrl: "http://platform-web.platform-dev.svc:8000",
          image: `127.0.0.1:5000/active-inference/platform@${DIGEST}`,
          replicas: 1,
        },
      },
      release: { images: { web: DIGEST }, secrets: { "platform-secrets": "00c0ffee" } },
    });
  });

  it("opens metrics to the monitoring where there is one", async () => {
    const annotationsOf = async (stack: string) =>
      inputs<KubernetesService>(await renderStack(stack), TYPES.service, "platform-web-service").metadata.annotations;
    expect(await annotationsOf("dev")).to.deep.equal({});
    expect(await annotationsOf("staging")).to.include({
      "prometheus.io/scrape": "true",
      "prometheus.io/path": "/metrics",
      "prometheus.io/port": "9090",
    });
  });

  it("opens the metrics of a public service to the monitoring alone", async () => {
    for (const stack of ["dev", "staging", "production"]) {
      const rendering = await renderStack(stack);
      const { ports } = inputs<KubernetesService>(rendering, TYPES.service, "platform-web-service").spec;
      expect(ports.map(({ port }) => port)).to.deep.equal([8000]);
      const { ingress } = inputs<NetworkPolicy>(rendering, TYPES.policy, "platform-web-policy").spec;
      const namespaces = ingress
        .filter((rule) => rule.ports.some(({ port }) => port !== 8000))
        .map((rule) => rule.from.map(({ namespaceSelector }) => namespaceSelector.matchLabels));
      const monitoring = { "kubernetes.io/metadata.name": "platform-monitoring" };
      expect(namespaces).to.deep.equal(stack === "dev" ? [] : [[monitoring]]);
    }
  });

  for (const stack of ["dev", "staging", "production"]) {
    it(`gives every resource of ${stack} an explicit provider, and every component an owner`, async () => {
      const { resources } = await renderStack(stack);
      for (const { type, name, custom, provider, parent } of resources) {
        expect(parent, name).to.be.a("string");
        if (!custom || type.startsWith("pulumi:providers:")) continue;
        const expected = { kubernetes: "cluster-provider", docker: "registry-docker", random: "random" };
        expect(provider, `${type} ${name}`).to.equal(expected[type.split(":")[0] as keyof typeof expected]);
      }
    });

    it(`renders no secret of ${stack} outside what is encrypted`, async () => {
      const { resources, outputs, componentOutputs } = await renderStack(stack);
      const shown = JSON.stringify([resources, outputs, componentOutputs], (_key, value: unknown) =>
        typeof value === "object" && value !== null && "[secret]" in value ? undefined : value,
      );
      expect(JSON.stringify(resources)).to.contain("generated-for-platform-secrets/database-url");
      expect(shown).to.not.contain("generated-for-");
    });
  }

  it("takes a given secret before the template, and generates nothing then", async () => {
    const value = "postgresql://given:canary@database/platform";
    const config = stackConfig("dev");
    const secrets = config["secrets"] as Record<string, Record<string, Record<string, string>>>;
    (secrets["platform-secrets"]?.["database-url"] as Record<string, string>)["value"] = value;
    const given = { ...configSource("dev", config), secretKeys: ["platform:secrets"] };
    const rendering = await render(() => deployPlatform(resolveConfig(given)));
    expect(namesOf(rendering, "random:index/randomPassword:RandomPassword")).to.deep.equal([]);
    expect(inputs(rendering, TYPES.secret, "platform-secrets-secret")).to.have.deep.property("stringData", {
      "[secret]": { "database-url": value },
    });
  });

  it("adds a service in another language by configuration alone", async () => {
    const folder = join(PROJECT, "test", "fixtures", "services", "clock");
    const addition = parse(readFileSync(join(folder, "service.yaml"), "utf8")) as StackConfig;
    const before = await renderStack("dev");
    const after = await renderStack("dev", (config) => Object.assign(config["services"] as object, addition));
    const added = after.resources.filter(({ name }) => !before.resources.some((other) => other.name === name));
    expect(added.map(({ name }) => name.replace(/-[0-9a-f]{8}$/, "-HASH")).toSorted()).to.deep.equal([
      "clock",
      "clock-files-HASH",
      "clock-image",
      "clock-image-build",
      "clock-policy",
      "clock-service",
      "clock-service-account",
      "clock-workload",
    ]);
    expect(resource(after, TYPES.image, "clock-image-build").inputs).to.deep.include({
      imageName: "127.0.0.1:5000/platform/clock:v0.1.0",
      build: {
        args: { PYTHON_IMAGE: `127.0.0.1:5000/mirror/docker.io/library/python:3.11-slim-bookworm@${REGISTRY_DIGEST}` },
        context: "test/fixtures/services/clock",
        dockerfile: "test/fixtures/services/clock/Dockerfile",
        network: "host",
      },
    });
    // The connection is written on both sides, and nothing else of the first service changes.
    const policy = (rendering: Rendering, name: string) =>
      inputs<NetworkPolicy>(rendering, TYPES.policy, `${name}-policy`).spec;
    const clock = { matchLabels: { "app.kubernetes.io/name": "clock", "app.kubernetes.io/part-of": "platform" } };
    expect(policy(after, "platform-web").ingress).to.deep.include({
      from: [{ podSelector: clock }],
      ports: [{ protocol: "TCP", port: 8000 }],
    });
    expect(policy(after, "clock").egress[0]).to.have.deep.property("ports", [{ protocol: "TCP", port: 8000 }]);
    const changed = before.resources.filter(
      (one) =>
        JSON.stringify(one) !==
        JSON.stringify(after.resources.find(({ name, type }) => name === one.name && type === one.type)),
    );
    expect(changed.map(({ name }) => name)).to.deep.equal(["platform-web-policy"]);
    expect(after.outputs).to.have.nested.property("services.clock.url", "http://127.0.0.1:31234");
  });

  it("opens to a service what it needs outside: a range of addresses, or the internet without private networks", async () => {
    const rendering = await renderStack("dev", (config) => {
      const { web } = config["services"] as { web: StackConfig };
      web["needs"] = [
        { cidr: "192.0.2.0/24", except: ["192.0.2.128/25"], ports: [5432] },
        { internet: true, ports: [443] },
      ];
    });
    const { egress } = inputs<NetworkPolicy>(rendering, TYPES.policy, "platform-web-policy").spec;
    const ports = (port: number) => [{ protocol: "TCP", port }];
    expect(egress[0]).to.deep.equal({
      to: [{ ipBlock: { cidr: "192.0.2.0/24", except: ["192.0.2.128/25"] } }],
      ports: ports(5432),
    });
    const blocks = egress.slice(1).map(({ to }) => to[0]?.ipBlock);
    expect(blocks.map((block) => block?.cidr)).to.deep.equal(["0.0.0.0/0", "::/0"]);
    expect(blocks[0]?.except).to.include.members(["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16"]);
    for (const rule of egress.slice(1)) expect(rule.ports).to.deep.equal(ports(443));
  });

  describe("warns of what an environment asks for and does not get yet, in previews and updates", () => {
    const MONITORING = ["platform:monitoring.enabled is true", "Collecting, alerts, logs and dashboards are missing"];
    const BACKUP = ["platform:backup.enabled is true", "schedules, retention and restores are missing"];
    const asksFor = (key: string) => (config: StackConfig) => void Object.assign(config, { [key]: { enabled: true } });
    for (const [what, stack, change, expected] of [
      ["dev", "dev", undefined, []],
      ["dev with monitoring", "dev", asksFor("monitoring"), [MONITORING]],
      ["dev with backups", "dev", asksFor("backup"), [BACKUP]],
      ["staging", "staging", undefined, [MONITORING]],
      ["production", "production", undefined, [MONITORING, BACKUP]],
    ] as const) {
      for (const preview of [true, false]) {
        it(`in the ${preview ? "preview" : "update"} of ${what}`, async () => {
          const { warnings } = await renderStack(stack, change, { preview });
          expect(warnings).to.have.length(expected.length);
          for (const [index, words] of expected.entries())
            for (const word of words) expect(warnings[index]).to.contain(word);
        });
      }
    }
  });

  it("deploys an image that exists, and builds nothing for it", async () => {
    const image = `registry.example/shop@sha256:${"e".repeat(64)}`;
    const rendering = await renderStack("dev", (config) => {
      config["services"] = { shop: { image, port: 8080 } };
    });
    expect(namesOf(rendering, TYPES.image)).to.deep.equal([]);
    expect(rendering.outputs).to.have.nested.property("services.shop.image", image);
    const { spec } = inputs<Deployment>(rendering, TYPES.deployment, "shop-workload").spec.template;
    expect(spec.securityContext).to.include({ runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 });
  });

  it("runs what has the image of another service as that one runs, unless it says so itself", async () => {
    const image = `registry.example/shop@sha256:${"e".repeat(64)}`;
    const cron = { kind: "cron", schedule: "@daily", imageOf: "shop" };
    const rendering = await renderStack("dev", (config) => {
      config["services"] = {
        shop: { image, port: 8080, user: { id: 10005 } },
        report: cron,
        clear: { ...cron, user: { id: 10006 } },
      };
    });
    const userOf = (name: string) =>
      inputs<CronJob>(rendering, TYPES.cronJob, name).spec.jobTemplate.spec.template.spec.securityContext.runAsUser;
    expect([userOf("report-workload"), userOf("clear-workload")]).to.deep.equal([10005, 10006]);
  });

  describe("as the engine runs it", () => {
    const previous = process.env["KUBECONFIG"];

    before(() => {
      process.env["KUBECONFIG"] = join(HOME, ".kube", "config");
    });

    after(() => {
      if (previous === undefined) delete process.env["KUBECONFIG"];
      else process.env["KUBECONFIG"] = previous;
    });

    it("asks for the same each time it is called", async () => {
      pulumi.runtime.setAllConfig({ ...configSource("dev").values });
      const first = await render(program);
      expect(first.resources).to.have.length.above(10);
      expect(first.resources).to.deep.equal((await render(program)).resources);
      expect(first.outputs).to.have.property("environment", "dev");
    });

    it("is told by the engine which values are secret", async () => {
      const config = stackConfig("dev");
      config["secrets"] = { "platform-secrets": { "database-url": { value: "postgresql://a:canary@b/c" } } };
      pulumi.runtime.setAllConfig({ ...configSource("dev", config).values });
      process.env[SECRET_KEYS] = JSON.stringify(["platform:secrets"]);
      try {
        const secret = inputs(await render(program), TYPES.secret, "platform-secrets-secret");
        expect(JSON.stringify(secret)).to.contain("canary");
      } finally {
        delete process.env[SECRET_KEYS];
      }
      const refused: unknown = await render(program).catch((fault: unknown) => fault);
      expect((refused as Error).message).to.contain("must be encrypted");
    });

    it("reports a wrong configuration as one message without a stack trace", async () => {
      pulumi.runtime.setAllConfig({ ...configSource("dev").values, "platform:debug": "maybe" });
      const error: unknown = await render(program).catch((fault: unknown) => fault);
      expect(pulumi.RunError.isInstance(error)).to.equal(true);
      expect((error as Error).message).to.contain('platform:debug = "maybe"');
    });
  });
});
