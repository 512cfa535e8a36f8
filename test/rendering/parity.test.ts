import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { resolveConfig } from "../../config/load";
import type { ResolvedConfig } from "../../config/resolve";
import { ENVIRONMENTS } from "../../features/environment/config";
import { mapValues } from "../../features/values";
import { deployPlatform } from "../../platform";
import { deviations } from "../../rendering/parity";
import type { RehearsalPlan } from "../../rendering/plan";
import { planRehearsal } from "../../rendering/rehearse";
import { render, type Rendered, type Rendering } from "../../rendering/render";
import { rehearsalText, sourceOf } from "../../rendering/stack-source";
import { PROJECT } from "../support/stack";

const MACHINE = { cpu: 2000, memory: 24 * 1024 ** 3 };

/** A stack file, free to be changed. */
type StackFile = { config: Record<string, Record<string, unknown>>; encryptionsalt?: string };

function request(stack: string, change: (file: StackFile) => void = () => undefined) {
  const file = parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8")) as StackFile;
  change(file);
  return { stack, file: { path: `Pulumi.${stack}.yaml`, text: stringify(file) }, machine: MACHINE };
}

const kindsOf = ({ differences }: RehearsalPlan) => [...new Set(differences.map(({ kind }) => kind))];

async function faultOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: unknown) => (error as Error).message,
  );
}

/** The program with a ConfigMap more, in the namespace of the stack. */
const withConfigMap =
  (content: (config: ResolvedConfig) => Record<string, string> | undefined) => (config: ResolvedConfig) => {
    const outputs = deployPlatform(config);
    const data = content(config);
    const provider = new kubernetes.Provider("other", {});
    if (data) new kubernetes.core.v1.ConfigMap("extra", { metadata: { name: "extra" }, data }, { provider });
    return outputs;
  };

describe("parity of a rehearsal with what the stack's own target gets", function () {
  this.timeout(120_000);

  // The SDK takes it for a host that is not given; the command renders without any of the environment.
  const { DOCKER_HOST } = process.env;
  before(() => void delete process.env.DOCKER_HOST);
  after(() => void (DOCKER_HOST === undefined || (process.env.DOCKER_HOST = DOCKER_HOST)));

  for (const stack of ENVIRONMENTS) {
    it(`holds for ${stack}`, async () => {
      const plan = await planRehearsal(request(stack));
      expect(plan.stack).to.equal(`${stack}-rehearsal`);
      expect(plan.namespace).to.equal(`platform-${stack}-rehearsal`);
      expect(kindsOf(plan)).to.include.members(["namespace", "repository"]);
    });
  }

  it("holds for a target with another registry, no mirror, another node, a port and large folders", async () => {
    const plan = await planRehearsal(
      request("production", ({ config }) => {
        Object.assign(config["platform:target"]!, {
          nodeAddress: "nodes.example.org",
          registry: { address: "registry.example.org" },
          docker: { host: "tcp://builder.example.org:2375" },
          storageClass: "fast",
        });
        Object.assign(config["platform:services"]!["web"] as object, {
          expose: { kind: "node", nodePort: 30123 },
          writable: { "/var/cache": "8Gi" },
        });
      }),
    );
    expect(kindsOf(plan).toSorted()).to.deep.equal([
      "namespace",
      "node port",
      "repository",
      "requests and limits",
      "storage",
      "target",
    ]);
  });

  it("holds for a stack whose quota follows from its services, which a rehearsal does not make smaller", async () => {
    const asked = request("production", ({ config }) => {
      config["platform:namespace"] = { quota: "auto" };
    });
    const { stack, text } = await planRehearsal(asked);
    const { namespace } = resolveConfig(sourceOf(stack, { path: `Pulumi.${stack}.yaml`, text }));
    expect(namespace.quota).to.deep.equal({ pods: 13, cpu: "25", memory: "25Gi" });
  });

  it("holds for a stack with volumes, of which nothing is kept", async () => {
    const asked = request("production", ({ config }) => {
      Object.assign(config["platform:services"]!["web"] as object, {
        volumes: {
          "/var/lib/own": { size: "10Gi", class: "fast", access: "many" },
          "/var/lib/usual": { size: "512Mi", access: "many" },
          "/var/lib/passing": { size: "2Gi", access: "many", keep: false },
        },
        sidecars: { proxy: { requests: { cpu: 1, memory: "1Gi" } } },
      });
    });
    const at = "services.web.volumes./var/lib/";
    const { differences, stack, text } = await planRehearsal(asked);
    expect(
      differences
        .filter(({ key }) => key.startsWith(at))
        .map(({ kind, key, target, rehearsal }) => [kind, key.slice(at.length), target, rehearsal]),
    ).to.deep.equal([
      ["storage class", "own.class", "fast", "platform-local"],
      ["storage", "own.size", "10Gi", "1Gi"],
      ["kept volume", "own.keep", true, false],
      ["kept volume", "usual.keep", true, false],
      ["storage", "passing.size", "2Gi", "1Gi"],
    ]);

    const config = resolveConfig(sourceOf(stack, { path: `Pulumi.${stack}.yaml`, text }));
    expect(config.services[0]?.sidecars[0]?.requests).to.deep.equal({ cpu: "50m", memory: "64Mi" });
    const { resources } = await render(() => deployPlatform(config), { stack });
    expect(resources.filter(({ type }) => type.endsWith(":PersistentVolumeClaim"))).to.have.length(3);
    // What is left of these is what the end of the rehearsal could not remove.
    expect(resources.filter(({ retained, protect }) => retained || protect)).to.deep.equal([]);
  });

  it("is broken by a volume of another size than the declared one", async () => {
    const asked = request("production", ({ config }) => {
      Object.assign(config["platform:services"]!["web"] as object, {
        volumes: { "/var/lib/own": { size: "10Gi", access: "many" } },
      });
    });
    const program = (config: ResolvedConfig) =>
      deployPlatform({
        ...config,
        services: config.services.map((service) => ({
          ...service,
          volumes: mapValues(service.volumes, (volume) => (config.rehearsal ? { ...volume, size: "2Gi" } : volume)),
        })),
      });
    expect(await faultOf(planRehearsal(asked, program))).to.contain("spec.resources.requests.storage");
  });

  it("holds for a target with a load balancer, in whose place there is a port of the nodes", async () => {
    const plan = await planRehearsal(
      request("production", ({ config }) => {
        Object.assign(config["platform:target"]!, { loadBalancers: "available", nodeAddress: "nodes.example.org" });
        Object.assign(config["platform:services"]!["web"] as object, {
          expose: { kind: "loadBalancer", sources: ["192.0.2.0/24", "198.51.100.0/24"] },
        });
      }),
    );
    expect(plan.differences).to.deep.include({
      kind: "load balancer",
      key: "services.web.expose.kind",
      target: "loadBalancer",
      rehearsal: "node",
    });
  });

  it("holds where a Secret's value is encrypted: a generated one takes its place, and nothing of it is in the rehearsal's file", async () => {
    const plan = await planRehearsal(
      request("staging", (file) => {
        file.encryptionsalt = "v1:salt";
        file.config["platform:secrets"]!["platform-secrets"] = { "database-url": { value: { secure: "v1:cipher" } } };
      }),
    );
    expect(plan.differences.at(-1)).to.deep.equal({
      kind: "secret",
      key: "secrets.platform-secrets/database-url",
      target: "encrypted",
      rehearsal: "generated",
    });
    expect(plan.text).not.to.match(/cipher|salt|secure/);
    expect(parse(plan.text)).to.have.nested.property("config.platform:secrets.platform-secrets.database-url.template");
  });

  it("cannot be said where Secrets are encrypted as a whole", () => {
    const text = (secrets: unknown) => stringify({ config: { "platform:secrets": secrets } });
    const terms = { of: "dev", factor: 1, storage: "1Gi" } as const;
    expect(() => rehearsalText(text({ secure: "v1:cipher" }), terms)).to.throw(
      "platform:secrets is encrypted as a whole",
    );
    expect(() => rehearsalText(text({ one: { secure: "v1:cipher" } }), terms)).to.throw(
      "platform:secrets.one is encrypted",
    );
  });

  it("cannot be said where images come from a registry whose login is encrypted", () => {
    const secrets = {
      pull: { password: { value: { secure: "v1:cipher" } } },
      other: { key: { template: "{generated}" } },
    };
    const text = (secret: string) =>
      stringify({
        config: { "platform:secrets": secrets, "platform:images": { logins: { "ghcr.io": { secret } } } },
      });
    const terms = { of: "dev", factor: 1, storage: "1Gi" } as const;
    expect(() => rehearsalText(text("pull"), terms)).to.throw("The login of ghcr.io");
    expect(() => rehearsalText(text("other"), terms)).not.to.throw();
  });

  it("is broken by a component that looks at the kind of the target", async () => {
    const program = withConfigMap(({ target }) => ({ tuned: target.kind === "embedded" ? "down" : "up" }));
    expect(await faultOf(planRehearsal(request("production"), program)))
      .to.contain("Nothing has been made")
      .and.contain(
        'kubernetes:core/v1:ConfigMap extra: inputs.data.tuned\n      target: "up"\n      rehearsal: "down"',
      );
  });

  it("is broken by a resource that only one of them has", async () => {
    const program = withConfigMap(({ target }) => (target.kind === "embedded" ? undefined : { key: "value" }));
    expect(await faultOf(planRehearsal(request("staging"), program))).to.contain(
      'kubernetes:core/v1:ConfigMap extra\n      target: "a resource"\n      rehearsal: "no such resource"',
    );
  });

  it("is broken by fewer replicas, which nobody declared", async () => {
    const program = (config: ResolvedConfig) =>
      deployPlatform({
        ...config,
        services: config.services.map((service) => ({
          ...service,
          scaling: config.rehearsal ? { kind: "fixed" as const, replicas: 1 } : service.scaling,
        })),
      });
    const fault = await faultOf(planRehearsal(request("production"), program));
    expect(fault).to.contain(
      "kubernetes:apps/v1:Deployment platform-web-workload: inputs.spec.replicas\n      target: 5",
    );
    expect(fault).to.contain("PodDisruptionBudget");
  });

  it("is broken by requests that are not exactly the factor's", async () => {
    const program = (config: ResolvedConfig) =>
      deployPlatform({
        ...config,
        services: config.services.map((service) =>
          config.rehearsal ? { ...service, requests: { ...service.requests, cpu: "50m" } } : service,
        ),
      });
    expect(await faultOf(planRehearsal(request("production"), program))).to.contain(
      'resources.requests.cpu\n      target: "1"\n      rehearsal: "50m"',
    );
  });

  it("finds faults of the stack's own file with their lines, as a run on its own target would", async () => {
    const debug = request("production", ({ config }) => Object.assign(config, { "platform:debug": true }));
    expect(await faultOf(planRehearsal(debug))).to.match(/^Pulumi\.production\.yaml: 1 fault[^]*platform:debug/);
  });
});

describe("what differs between two renderings", () => {
  const resource = (inputs: Record<string, unknown>, more: Partial<Rendered> = {}): Rendered => ({
    type: "kubernetes:core/v1:Secret",
    name: "one-secret",
    inputs,
    custom: true,
    dependencies: [],
    additionalSecretOutputs: [],
    timeouts: { create: "", update: "", delete: "" },
    ...more,
  });
  const rendering = (...resources: Rendered[]): Rendering => ({
    resources,
    outputs: {},
    componentOutputs: {},
    warnings: [],
    asked: [],
  });
  const terms = (differences: Parameters<typeof deviations>[2]["differences"]) => ({
    factor: 0.5,
    storage: "1Gi",
    differences,
  });
  const pathsOf = (a: Rendering, b: Rendering, differences: Parameters<typeof deviations>[2]["differences"] = []) =>
    deviations(a, b, terms(differences)).map(({ path }) => path);

  it("is nothing where they are the same, and every place where a value, a list or an option is not", () => {
    const one = rendering(
      resource({ a: 1, list: [1, 2], map: { x: { y: "z" } } }, { provider: "p", dependencies: ["d"] }),
    );
    expect(pathsOf(one, one)).to.deep.equal([]);
    const other = rendering(resource({ a: 2, list: [1], map: { x: {} }, more: true }, { provider: "q" }));
    expect(pathsOf(one, other).toSorted()).to.deep.equal([
      "dependencies.0",
      "inputs.a",
      "inputs.list.1",
      "inputs.map.x.y",
      "inputs.more",
      "provider",
    ]);
  });

  it("is explained by a declared difference at its own places alone", () => {
    const context = { kind: "target", key: "target.cluster.context", target: "a", rehearsal: "b" } as const;
    const provider = (value: string) =>
      rendering(resource({ context: value }, { type: "pulumi:providers:kubernetes" }));
    expect(pathsOf(provider("a"), provider("b"), [context])).to.deep.equal([]);
    expect(pathsOf(provider("a"), provider("c"), [context])).to.deep.equal(["inputs.context"]);
    expect(pathsOf(provider("a"), provider("b"))).to.deep.equal(["inputs.context"]);
    expect(
      pathsOf(rendering(resource({ context: "a" })), rendering(resource({ context: "b" })), [context]),
    ).to.deep.equal(["inputs.context"]);
    const kind = { kind: "target", key: "target.kind", target: "a", rehearsal: "b" } as const;
    expect(pathsOf(provider("a"), provider("b"), [kind])).to.deep.equal(["inputs.context"]);
  });

  it("is explained in the generated key of a Secret, and in no other key of it", () => {
    const secret = { kind: "secret", key: "secrets.one/ca.crt", target: "encrypted", rehearsal: "generated" } as const;
    const data = (value: string, other = "same") =>
      rendering(resource({ stringData: { "ca.crt": { "[secret]": value }, other: { "[secret]": other } } }));
    expect(pathsOf(data("x"), data("y"), [secret])).to.deep.equal([]);
    expect(pathsOf(data("x"), data("y", "changed"), [secret])).to.deep.equal(["inputs.stringData.other.[secret]"]);
    const password = resource({}, { type: "random:index/randomPassword:RandomPassword", name: "one/ca.crt" });
    const alone = rendering(password);
    expect(deviations(rendering(), alone, terms([secret]))).to.deep.equal([]);
    expect(deviations(rendering(), alone, terms([]))).to.have.length(1);
    expect(deviations(alone, rendering(), terms([secret]))).to.have.length(1);
  });
});
