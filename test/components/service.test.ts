import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { ServiceArgs } from "../../components/service/arguments";
import { Service } from "../../components/service/service";
import type { Deployment, KubernetesService, NetworkPolicy } from "../support/find";
import { inputs, namesOf, resource, TYPES } from "../support/find";
import type { Rendering } from "../support/render";
import { renderInScope, type ScopeOptions } from "../support/scope";

const DIGEST = `127.0.0.1:5000/platform/api@sha256:${"a".repeat(64)}`;

/** A service with what must be given. */
const API: ServiceArgs = {
  name: "api",
  image: DIGEST,
  port: 8080,
  scaling: { kind: "fixed", replicas: 3 },
  requests: { memory: "128Mi", cpu: "100m" },
  limits: { memory: "256Mi", cpu: "200m" },
  probes: { kind: "http", readiness: "/ready", liveness: "/live", startupTimeout: 30 },
};

type Changes = Partial<ServiceArgs>;

/** Renders one service with what a test is about changed. */
function renderService(changes: Changes = {}, options?: ScopeOptions): Promise<Rendering> {
  return renderInScope((scope) => {
    const service = new Service("api", { ...API, ...changes }, scope);
    return { service: { url: service.url, replicas: service.replicas } };
  }, options);
}

const deploymentOf = (rendering: Rendering): Deployment => inputs(rendering, TYPES.deployment, "api-workload");
const policyOf = (rendering: Rendering): NetworkPolicy => inputs(rendering, TYPES.policy, "api-policy");
const serviceOf = (rendering: Rendering): KubernetesService => inputs(rendering, TYPES.service, "api-service");

async function containerOf(changes: Changes = {}) {
  const [container] = deploymentOf(await renderService(changes)).spec.template.spec.containers;
  if (!container) throw new Error("no container");
  return container;
}

async function failureOf(changes: Changes): Promise<string> {
  try {
    await renderService(changes);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the component accepted its arguments");
}

describe("component Service", () => {
  it("makes exactly its children, each named by its role and owned by it", async () => {
    const rendering = await renderService({ files: { "/etc/app.conf": "x" } });
    const children = rendering.resources.filter(({ parent }) => parent === "api");
    expect(children.map(({ name }) => name.replace(/-[0-9a-f]{8}$/, "-HASH")).toSorted()).to.deep.equal([
      "api-disruption-budget",
      "api-files-HASH",
      "api-policy",
      "api-service",
      "api-service-account",
      "api-workload",
    ]);
    for (const child of children) expect(child.provider, child.name).to.equal("cluster-provider");
  });

  it("goes on as it is where its children had other names before", async () => {
    const aliases = Object.fromEntries(
      (await renderService()).resources.flatMap(({ name, aliases }) => (aliases ? [[name, aliases] as const] : [])),
    );
    expect(aliases["api-service-account"]).to.include("api-account");
    expect(aliases["api-service"]).to.include("api-network");
    expect(aliases["api-disruption-budget"]).to.include("api-budget");
  });

  it("goes with its namespace, its pods in good time before, and waits for its guards", async () => {
    const rendering = await renderService();
    for (const child of rendering.resources.filter(({ parent }) => parent === "api")) {
      const expected = child.name === "api-workload" ? undefined : "space-namespace";
      expect(child.deletedWith, child.name).to.equal(expected);
    }
    expect(resource(rendering, "platform:service:Service", "api").dependencies).to.include.members([
      "space-deny",
      "space-dns",
      "space-limits",
      "space-quota",
    ]);
    expect(resource(rendering, TYPES.service, "api-service").dependencies).to.include("api-workload");
  });

  it("registers all its outputs", async () => {
    const { componentOutputs, outputs } = await renderService({
      expose: { kind: "node", nodePort: 30001 },
    });
    expect(componentOutputs["api"]).to.deep.equal({
      name: "api",
      namespace: "space",
      image: DIGEST,
      replicas: 3,
      internalUrl: "http://api.space.svc:8080",
      url: "http://127.0.0.1:30001",
    });
    expect(outputs).to.deep.equal({ service: { url: "http://127.0.0.1:30001", replicas: 3 } });
  });

  describe("pod", () => {
    it("runs without root, privileges, capabilities, or a file system to write to", async () => {
      const { spec } = deploymentOf(await renderService()).spec.template;
      expect(spec.securityContext).to.deep.equal({
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect((await containerOf()).securityContext).to.deep.equal({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    });

    it("has no credentials of the API server", async () => {
      const rendering = await renderService();
      expect(inputs(rendering, TYPES.account, "api-service-account")).to.include({
        automountServiceAccountToken: false,
      });
      const { spec } = deploymentOf(rendering).spec.template;
      expect(spec).to.include({
        automountServiceAccountToken: false,
        serviceAccountName: "api",
        enableServiceLinks: false,
      });
    });

    it("has requests and limits in the API server's own form", async () => {
      const requests = { memory: "1024Mi", cpu: "1000m" };
      const limits = { memory: "2048Mi", cpu: "2.5" };
      expect((await containerOf({ requests, limits })).resources).to.deep.equal({
        requests: { memory: "1Gi", cpu: "1", "ephemeral-storage": "164Mi" },
        limits: { memory: "2Gi", cpu: "2500m", "ephemeral-storage": "164Mi" },
      });
    });

    it("leaves a lost node after 30 seconds", async () => {
      const { tolerations } = deploymentOf(await renderService()).spec.template.spec;
      expect(tolerations.map(({ key, tolerationSeconds }) => [key, tolerationSeconds])).to.deep.equal([
        ["node.kubernetes.io/not-ready", 30],
        ["node.kubernetes.io/unreachable", 30],
      ]);
    });

    it("keeps apart from its like, within one release", async () => {
      const { topologySpreadConstraints } = deploymentOf(await renderService()).spec.template.spec;
      expect(topologySpreadConstraints.map(({ topologyKey }) => topologyKey)).to.deep.equal([
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
      ]);
      for (const { maxSkew, matchLabelKeys } of topologySpreadConstraints) {
        expect({ maxSkew, matchLabelKeys }).to.deep.equal({ maxSkew: 1, matchLabelKeys: ["pod-template-hash"] });
      }
    });

    it("is asked whether it is started, ready and alive", async () => {
      const { startupProbe, readinessProbe, livenessProbe } = await containerOf();
      expect(startupProbe).to.deep.include({
        httpGet: { path: "/live", port: "main" },
        failureThreshold: 30,
        periodSeconds: 1,
      });
      expect(readinessProbe).to.deep.include({ httpGet: { path: "/ready", port: "main" } });
      expect(livenessProbe).to.deep.include({ httpGet: { path: "/live", port: "main" } });
    });

    it("is asked by connecting when it speaks no HTTP", async () => {
      const probes = { kind: "tcp", readiness: "/", liveness: "/", startupTimeout: 30 } as const;
      const { startupProbe, readinessProbe, livenessProbe } = await containerOf({ probes });
      for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
        expect(probe)
          .to.deep.include({ tcpSocket: { port: "main" } })
          .and.not.have.property("httpGet");
      }
    });

    it("gets its variables from values and from Secrets alone", async () => {
      const container = await containerOf({ environment: { MODE: "fast", HOST: pulumi.output("db") } });
      expect(container.env).to.deep.equal([
        { name: "MODE", value: "fast" },
        { name: "HOST", value: "db" },
      ]);
    });

    it("can write to /tmp, on the node's disk, unless a file or another size is there", async () => {
      const storageOf = async (changes: Changes) => {
        const { spec } = deploymentOf(await renderService(changes)).spec.template;
        return spec.volumes.map(({ name, emptyDir }) => [
          spec.containers[0]?.volumeMounts.find((mount) => mount.name === name)?.mountPath,
          emptyDir,
        ]);
      };
      expect(await storageOf({})).to.deep.equal([["/tmp", { sizeLimit: "64Mi" }]]);
      expect(await storageOf({ writable: { "/var/cache": "1Mi" } })).to.deep.equal([
        ["/var/cache", { sizeLimit: "1Mi" }],
        ["/tmp", { sizeLimit: "64Mi" }],
      ]);
      expect(await storageOf({ writable: { "/tmp": "1Gi" } })).to.deep.equal([["/tmp", { sizeLimit: "1Gi" }]]);
      expect(await storageOf({ files: { "/tmp": "text" } })).to.deep.equal([["/tmp", undefined]]);
    });

    it("has room to write only where that is named", async () => {
      const { spec } = deploymentOf(await renderService({ writable: { "/tmp": "16Mi", "/var/cache": "2048Ki" } })).spec
        .template;
      expect(spec.volumes).to.deep.equal([
        { name: "writable-0", emptyDir: { sizeLimit: "16Mi" } },
        { name: "writable-1", emptyDir: { sizeLimit: "2Mi" } },
      ]);
      expect(spec.containers[0]?.volumeMounts).to.deep.equal([
        { name: "writable-0", mountPath: "/tmp" },
        { name: "writable-1", mountPath: "/var/cache" },
      ]);
    });
  });

  describe("release", () => {
    it("never takes a replica away before another is there, and ends each only after traffic has left it", async () => {
      const { spec } = deploymentOf(await renderService({ drainTimeout: 40 }));
      expect(spec.strategy).to.deep.equal({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
      expect(spec.template.spec.containers[0]?.lifecycle).to.deep.equal({ preStop: { sleep: { seconds: 5 } } });
      expect(spec.template.spec.terminationGracePeriodSeconds).to.equal(50);
    });

    it("ends the old replica first where that is asked for", async () => {
      const { spec } = deploymentOf(await renderService({ strategy: "recreate" }));
      expect(spec.strategy).to.deep.equal({ type: "Recreate" });
    });

    it("has failed well within five minutes", async () => {
      for (const [progressDeadline, timeout] of [
        [undefined, "150s"],
        [240, "270s"],
      ] as const) {
        const rendering = await renderService({ progressDeadline });
        expect(deploymentOf(rendering).spec.progressDeadlineSeconds).to.equal(progressDeadline ?? 120);
        const { timeouts } = resource(rendering, TYPES.deployment, "api-workload");
        expect([timeouts.create, timeouts.update]).to.deep.equal([timeout, timeout]);
      }
    });

    it("gets the time that starting and ending may take", async () => {
      const probes = { kind: "http", readiness: "/", liveness: "/", startupTimeout: 240 } as const;
      for (const [changes, deadline, end] of [
        [{ probes }, 270, "120s"],
        [{ strategy: "recreate" }, 120, "120s"],
        [{ strategy: "recreate", drainTimeout: 240 }, 310, "280s"],
        [{ drainTimeout: 240 }, 120, "280s"],
      ] as const) {
        const rendering = await renderService(changes);
        expect(deploymentOf(rendering).spec.progressDeadlineSeconds).to.equal(deadline);
        const { timeouts } = resource(rendering, TYPES.deployment, "api-workload");
        expect(timeouts).to.deep.equal({ create: `${deadline + 30}s`, update: `${deadline + 30}s`, delete: end });
      }
      expect(await failureOf({ probes, progressDeadline: 240 })).to.contain(
        "progressDeadline 240 is less than the 270 s",
      );
    });

    it("selects by labels that no version changes", async () => {
      const expected = { "app.kubernetes.io/name": "api", "app.kubernetes.io/part-of": "platform" };
      for (const version of [undefined, "v1", "v2"]) {
        const rendering = await renderService({ version });
        const { spec, metadata } = deploymentOf(rendering);
        expect(spec.selector.matchLabels).to.deep.equal(expected);
        expect(serviceOf(rendering).spec.selector).to.deep.equal(expected);
        expect(spec.template.metadata.labels).to.include(expected);
        expect(metadata.labels["app.kubernetes.io/version"]).to.equal(version);
      }
    });

    it("of changed files is one update of the workload: a new name for the new, the old stays until then", async () => {
      const first = await renderService({ files: { "/etc/app/a.conf": "one" } });
      const second = await renderService({ files: { "/etc/app/a.conf": "two" } });
      const [nameOfFirst] = namesOf(first, TYPES.configMap);
      const [nameOfSecond] = namesOf(second, TYPES.configMap);
      expect(nameOfFirst)
        .to.match(/^api-files-[0-9a-f]{8}$/)
        .and.not.equal(nameOfSecond);
      expect(inputs(first, TYPES.configMap, nameOfFirst as string)).to.deep.include({
        data: { "etc.app.a.conf": "one" },
        immutable: true,
      });
      const { spec } = deploymentOf(first).spec.template;
      expect(spec.volumes[0]).to.deep.equal({ name: "files", configMap: { name: nameOfFirst } });
      expect(spec.containers[0]?.volumeMounts.slice(0, 1)).to.deep.equal([
        { name: "files", mountPath: "/etc/app/a.conf", subPath: "etc.app.a.conf", readOnly: true },
      ]);
      const again = await renderService({ files: { "/etc/app/a.conf": "one" } });
      expect(namesOf(again, TYPES.configMap)).to.deep.equal([nameOfFirst]);
    });
  });

  describe("number of replicas", () => {
    it("is the program's own where it is fixed, whoever had it before", async () => {
      const { metadata, spec } = deploymentOf(await renderService());
      expect(spec.replicas).to.equal(3);
      expect(metadata.annotations).to.deep.equal({ "pulumi.com/patchForce": "true" });
    });

    it("of one has no budget, which would say nothing", async () => {
      const scaling = { kind: "fixed", replicas: 1 } as const;
      expect(namesOf(await renderService({ scaling }), TYPES.budget)).to.deep.equal([]);
    });

    it("of two has a budget of one", async () => {
      const scaling = { kind: "fixed", replicas: 2 } as const;
      const budget = inputs(await renderService({ scaling }), TYPES.budget, "api-disruption-budget");
      expect(budget).to.have.nested.property("spec.maxUnavailable", 1);
    });
  });

  describe("traffic", () => {
    it("is none where nothing is asked for", async () => {
      const rendering = await renderService();
      expect(policyOf(rendering).spec).to.deep.equal({
        podSelector: { matchLabels: { "app.kubernetes.io/name": "api", "app.kubernetes.io/part-of": "platform" } },
        policyTypes: ["Ingress", "Egress"],
      });
      expect(serviceOf(rendering).spec.type).to.equal("ClusterIP");
      expect(serviceOf(rendering).metadata).to.have.property("annotations").that.deep.equals({});
    });

    it("is that of the monitoring to the metrics alone", async () => {
      const { spec } = policyOf(
        await renderService({ metrics: { port: 9090, path: "/metrics", namespace: "monitoring" } }),
      );
      expect(spec.ingress).to.deep.equal([
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
          ports: [{ protocol: "TCP", port: 9090 }],
        },
      ]);
    });

    it("comes from everywhere to its one port when it is exposed", async () => {
      const rendering = await renderService({ expose: { kind: "node" } });
      expect(policyOf(rendering).spec.ingress).to.deep.equal([{ ports: [{ protocol: "TCP", port: 8080 }] }]);
      expect(serviceOf(rendering).spec).to.include({ type: "NodePort" });
      expect(rendering.outputs).to.have.nested.property("service.url", "http://127.0.0.1:31234");
    });

    const balanced = { expose: { kind: "loadBalancer", sources: ["192.0.2.0/24", "2001:db8::/32"] } } as const;

    it("comes through a load balancer from the named networks, where the cluster has one", async () => {
      const capabilities = { networkPolicies: "enforced", loadBalancers: "available" } as const;
      const rendering = await renderService(balanced, { capabilities });
      expect(policyOf(rendering).spec.ingress).to.deep.equal([{ ports: [{ protocol: "TCP", port: 8080 }] }]);
      expect(serviceOf(rendering).spec).to.deep.include({
        type: "LoadBalancer",
        loadBalancerSourceRanges: ["192.0.2.0/24", "2001:db8::/32"],
      });
      expect(resource(rendering, TYPES.service, "api-service").timeouts.create).to.equal("4m");
      expect(rendering.outputs).to.have.nested.property("service.url", "http://load-balancer.invalid:8080");
    });

    it("comes through no load balancer where the cluster has none", async () => {
      expect(await failureOf(balanced)).to.equal(
        "api: expose.kind loadBalancer: the cluster gives no load balancers; use kind node",
      );
    });

    it("of the monitoring is told where the metrics are", async () => {
      const rendering = await renderService({ metrics: { port: 9091, path: "/numbers", namespace: "monitoring" } });
      expect(serviceOf(rendering).metadata.annotations).to.deep.equal({
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9091",
        "prometheus.io/path": "/numbers",
      });
    });

    it("of metrics that nobody may fetch is none, though the pod has the port", async () => {
      const rendering = await renderService({
        metrics: { port: 9091, path: "/numbers" },
        expose: { kind: "node" },
      });
      expect(policyOf(rendering).spec.ingress).to.deep.equal([{ ports: [{ protocol: "TCP", port: 8080 }] }]);
      expect(serviceOf(rendering).metadata.annotations).to.deep.equal({});
      expect(serviceOf(rendering).spec.ports.map(({ name }) => name)).to.deep.equal(["main"]);
      const { ports } = deploymentOf(rendering).spec.template.spec.containers[0] ?? {};
      expect(ports?.map(({ name, containerPort }) => [name, containerPort])).to.deep.equal([
        ["main", 8080],
        ["metrics", 9091],
      ]);
    });
  });

  it("leaves its arguments as they are, and gives each child's to its escape hatch last", async () => {
    const transform = {
      workload: (args: kubernetes.apps.v1.DeploymentArgs) => ({ ...args, metadata: { name: "other" } }),
      service: (args: kubernetes.core.v1.ServiceArgs) => ({ ...args, metadata: { name: "other" } }),
      serviceAccount: (args: kubernetes.core.v1.ServiceAccountArgs) => ({ ...args, metadata: { name: "other" } }),
      policy: (args: kubernetes.networking.v1.NetworkPolicyArgs) => ({ ...args, metadata: { name: "other" } }),
      disruptionBudget: (args: kubernetes.policy.v1.PodDisruptionBudgetArgs) => ({
        ...args,
        metadata: { name: "other" },
      }),
      files: (args: kubernetes.core.v1.ConfigMapArgs) => ({ ...args, metadata: { name: "other" } }),
    };
    const changes = Object.freeze({ transform: Object.freeze(transform), files: Object.freeze({ "/etc/a": "b" }) });
    const rendering = await renderService(changes);
    const children = rendering.resources.filter(({ parent }) => parent === "api");
    expect(children).to.have.length(6);
    for (const child of children) expect(child.inputs, child.name).to.have.nested.property("metadata.name", "other");
  });

  describe("refuses", () => {
    it("a name that is not a DNS label", async () => {
      expect(await failureOf({ name: "Api" })).to.contain('api: name "Api" is not a DNS label');
    });

    it("a request over its limit, naming both", async () => {
      const requests = { memory: "512Mi", cpu: "100m" };
      expect(await failureOf({ requests })).to.contain("requests.memory 512Mi is more than limits.memory 256Mi");
    });

    it("a request over its limit that is known only later", async () => {
      const requests = { memory: "128Mi", cpu: pulumi.output("300m") };
      expect(await failureOf({ requests })).to.contain("requests.cpu 300m is more than limits.cpu 200m");
    });

    it("a name that objects of every namespace have", async () => {
      for (const name of ["default", "deny-all", "allow-dns"]) {
        expect(await failureOf({ name })).to.contain(`objects of the name "${name}" already`);
      }
    });

    it("metrics on its own port", async () => {
      expect(await failureOf({ metrics: { port: 8080, path: "/" } })).to.contain(
        "metrics.port 8080 is the service's own",
      );
    });

    it("two files of one key", async () => {
      expect(await failureOf({ files: { "/etc/a.b": "", "/etc.a/b": "" } })).to.contain("/etc/a.b and /etc.a/b");
    });
  });
});
