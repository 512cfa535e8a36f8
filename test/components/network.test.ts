import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Namespace } from "../../components/cluster/namespace";
import type { Endpoint, NetworkNeed } from "../../components/contribution";
import type { Scope } from "../../components/scope";
import type { NetworkPolicy } from "../support/find";
import { inputs, resource, TYPES } from "../support/find";
import { renderInScope, type ScopeOptions } from "../support/scope";

interface Workload {
  readonly endpoints?: readonly Endpoint[];
  readonly needs?: readonly NetworkNeed[];
  /** Another namespace than that of the scope. */
  readonly namespace?: string;
}

/** The policies of workloads that say no more than their network side, by name. */
async function policiesOf(workloads: Readonly<Record<string, Workload>>, options?: ScopeOptions) {
  const rendering = await renderInScope((scope) => {
    for (const [name, workload] of Object.entries(workloads)) contribute(name, workload, scope);
  }, options);
  return {
    rendering,
    spec: (name: string) => inputs<NetworkPolicy>(rendering, TYPES.policy, `${name}-policy`).spec,
  };
}

function contribute(name: string, { endpoints = [], needs = [], namespace }: Workload, scope: Scope): void {
  const provider = scope.target.cluster.provider;
  const own =
    namespace === undefined
      ? scope.namespace
      : new Namespace(namespace, { name: namespace, quota: { pods: 1, cpu: "1", memory: "1Gi" } }, { provider });
  scope.contribute(new pulumi.ComponentResource("platform:test:Workload", name, {}, scope.options()), {
    network: { workload: name, namespace: own, endpoints, needs, policyName: `${name}-policy`, labels: { a: "b" } },
  });
}

const pods = (name: string) => ({
  podSelector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "platform" } },
});
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));

describe("network policies", () => {
  it("write a connection on both sides, and nothing where nothing is said", async () => {
    const { spec } = await policiesOf({
      front: { needs: [{ kind: "workload", name: "store" }] },
      store: { endpoints: [{ port: 5432 }] },
      other: { endpoints: [{ port: 80 }] },
    });
    expect(spec("front")).to.deep.equal({
      ...pods("front"),
      policyTypes: ["Ingress", "Egress"],
      egress: [{ to: [pods("store")], ports: tcp(5432) }],
    });
    expect(spec("store")).to.deep.equal({
      ...pods("store"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [pods("front")], ports: tcp(5432) }],
    });
    expect(spec("other")).to.deep.equal({ ...pods("other"), policyTypes: ["Ingress", "Egress"] });
  });

  it("open to a caller the ports that it needs, and never those of a namespace alone", async () => {
    const { spec } = await policiesOf({
      all: { needs: [{ kind: "workload", name: "store" }] },
      one: { needs: [{ kind: "workload", name: "store", ports: [9000] }] },
      store: {
        endpoints: [{ port: 8000 }, { port: 9000, protocol: "UDP" }, { port: 9090, open: { namespace: "monitoring" } }],
      },
    });
    const both = [...tcp(8000), { protocol: "UDP", port: 9000 }];
    expect(spec("all").egress).to.deep.equal([{ to: [pods("store")], ports: both }]);
    expect(spec("one").egress).to.deep.equal([{ to: [pods("store")], ports: [{ protocol: "UDP", port: 9000 }] }]);
    expect(spec("store").ingress).to.deep.equal([
      { from: [pods("all")], ports: both },
      { from: [pods("one")], ports: [{ protocol: "UDP", port: 9000 }] },
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
        ports: tcp(9090),
      },
    ]);
  });

  it("are made on a cluster that does not enforce them, which is said", async () => {
    const warned = async (networkPolicies: "enforced" | "none" | "unknown", workloads: Record<string, Workload>) => {
      const { rendering } = await policiesOf(workloads, { capabilities: { networkPolicies, loadBalancers: "none" } });
      expect(rendering.resources.some(({ name }) => name === "web-policy")).to.equal("web" in workloads);
      return rendering.warnings;
    };
    const [warning, ...others] = await warned("none", { web: {} });
    expect(others).to.deep.equal([]);
    expect(warning).to.contain("enforces no network policies (platform:target.networkPolicies)").and.contain("Install");
    expect(await warned("none", {})).to.deep.equal([]);
    expect(await warned("unknown", { web: {} })).to.deep.equal([]);
    expect(await warned("enforced", { web: {} })).to.deep.equal([]);
  });

  it("open to anyone what is exposed, in one rule", async () => {
    const { spec } = await policiesOf({
      web: {
        endpoints: [{ port: 80, open: "anyone" }, { port: 443, open: "anyone" }, { port: 8080 }],
      },
    });
    expect(spec("web").ingress).to.deep.equal([{ ports: tcp(80, 443) }]);
  });

  it("name addresses outside, with what is left out of them", async () => {
    const { spec } = await policiesOf({
      web: {
        needs: [
          { kind: "addresses", cidr: "0.0.0.0/0", except: ["10.0.0.0/8"], ports: [443] },
          { kind: "addresses", cidr: "192.0.2.1/32" },
        ],
      },
    });
    expect(spec("web").egress).to.deep.equal([
      { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }], ports: tcp(443) },
      { to: [{ ipBlock: { cidr: "192.0.2.1/32" } }] },
    ]);
  });

  it("name the namespace of a workload in another one", async () => {
    const { spec } = await policiesOf({
      web: { needs: [{ kind: "workload", name: "store" }] },
      store: { endpoints: [{ port: 5432 }], namespace: "data" },
    });
    const namespace = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    expect(spec("web").egress).to.deep.equal([{ to: [{ ...pods("store"), ...namespace("data") }], ports: tcp(5432) }]);
    expect(spec("store").ingress).to.deep.equal([
      { from: [{ ...pods("web"), ...namespace("space") }], ports: tcp(5432) },
    ]);
  });

  it("belong to the component that contributed them", async () => {
    const { rendering } = await policiesOf({ web: {} });
    expect(resource(rendering, TYPES.policy, "web-policy")).to.include({ parent: "web", provider: "cluster-provider" });
    expect(inputs(rendering, TYPES.policy, "web-policy")).to.deep.include({
      metadata: { name: "web", namespace: "space", labels: { a: "b" } },
    });
  });

  describe("refuse a need", () => {
    for (const [what, workloads, message] of [
      [
        "for what is not there",
        { web: { needs: [{ kind: "workload", name: "stor" }] } },
        "web: it needs stor, and there",
      ],
      [
        "for a port that the other does not offer",
        {
          web: { needs: [{ kind: "workload", name: "store", ports: [1] }] },
          store: { endpoints: [{ port: 5432 }, { port: 9090, open: { namespace: "monitoring" } }] },
        },
        "web: it needs store on port 1, whose ports are: 5432",
      ],
      [
        "for what cannot be called",
        { web: { needs: [{ kind: "workload", name: "worker" }] }, worker: {} },
        "web: it needs worker, whose ports are: none",
      ],
    ] as [string, Record<string, Workload>, string][]) {
      it(what, async () => {
        const fault: unknown = await policiesOf(workloads).catch((error: unknown) => error);
        expect((fault as Error).message).to.contain(message);
      });
    }
  });
});
