import { expect } from "chai";
import { policyStatus } from "../../../embedded/cluster/policies";
import { IsolatedCluster, type Outsider } from "../../../tools/isolated-cluster";
import { eventually } from "../../support/eventually";
import { connections, PodNetwork, probe, type PeerPod, type Prober, type Protocol } from "../../support/pod-network";

export const WEB = 8080;
export const DATABASE = 5432;
export const NAMES = 5353;
export const KUBELET = 10250;
export const API_SERVER = 6443;
export const GATEWAY = "10.210.0.1";
export const OUTSIDER = "198.51.100.2";

const namespace = (name: string): object => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

export function policy(inNamespace: string, name: string, spec: object): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: inNamespace },
    spec,
  };
}

export function service(name: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: WEB }] },
  };
}

export const pods = (app: string): object => ({ podSelector: { matchLabels: { app } } });

export const ingress = (app: string, from: object[], port: number | string, protocol: Protocol = "tcp"): object => ({
  podSelector: { matchLabels: { app } },
  policyTypes: ["Ingress"],
  ingress: [{ from, ports: [{ port, protocol: protocol.toUpperCase() }] }],
});

export const egress = (app: string, to: object[], port: number | string, protocol: Protocol = "tcp"): object => ({
  podSelector: { matchLabels: { app } },
  policyTypes: ["Egress"],
  egress: [{ to, ports: [{ port, protocol: protocol.toUpperCase() }] }],
});

export const denyAll = (inNamespace: string): object =>
  policy(inNamespace, "deny-all", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });

const SHOP_POLICIES = [
  denyAll("shop"),
  policy("shop", "web-to-api", egress("web", [pods("api")], WEB)),
  policy("shop", "api-from-web", ingress("api", [pods("web")], WEB)),
  policy("shop", "api-to-database", egress("api", [pods("database")], "sql")),
  policy("shop", "database-from-api", ingress("database", [pods("api")], "sql")),
  policy("shop", "api-to-outside", egress("api", [{ ipBlock: { cidr: `${OUTSIDER}/32` } }], WEB)),
  policy("shop", "clerk-to-api-server", egress("clerk", [{ ipBlock: { cidr: `${GATEWAY}/32` } }], API_SERVER)),
  policy("shop", "web-asks-api", egress("web", [pods("api")], NAMES, "udp")),
  policy("shop", "api-answers-web", ingress("api", [pods("web")], NAMES, "udp")),
  // One side alone allows nothing.
  policy("shop", "web-to-database", egress("web", [pods("database")], "sql")),
];

/**
 * A cluster of its own with a shop whose pods may do little, a street whose pods may do anything, and somebody outside. What runs in
 * the pods is a listener on every port, so that whatever does not connect is refused by a policy.
 */
export class Shop {
  private readonly probers: Prober[] = [];

  private constructor(
    readonly cluster: IsolatedCluster,
    readonly network: PodNetwork,
    readonly outsider: Outsider,
    readonly shop: Record<string, PeerPod>,
    readonly street: Record<string, PeerPod>,
  ) {}

  /** Opens it: everything is up, and the policies hold. */
  static async open(): Promise<Shop> {
    const cluster = await IsolatedCluster.create();
    const { code, stderr } = await cluster.cluster("start");
    expect(code, stderr).to.equal(0);
    const outsider = await cluster.connectOutsider();
    const network = new PodNetwork(cluster);
    network.apply(
      namespace("shop"),
      namespace("street"),
      ...["web", "api", "database", "clerk"].map((app) =>
        network.object("shop", app, { app }, [
          { name: app === "database" ? "sql" : "http", containerPort: app === "database" ? DATABASE : WEB },
        ]),
      ),
      network.object("street", "passer-by", { app: "web" }),
      service("api"),
    );
    const opened = new Shop(cluster, network, outsider, await network.pods("shop"), await network.pods("street"));
    await opened.fill();
    return opened;
  }

  /** Every pod of it. */
  get everybody(): PeerPod[] {
    return [...Object.values(this.shop), ...Object.values(this.street)];
  }

  /** Starts a prober that ends with the shop at the latest. */
  start(network: string, ...args: string[]): Prober {
    const prober = probe(network, ...args);
    this.probers.push(prober);
    return prober;
  }

  /** The address of a Service of the shop. */
  serviceAddress(name: string): string {
    return this.cluster.kubectl([
      ...["get", "service", name, "--namespace=shop", "--output=jsonpath={.spec.clusterIP}"],
    ]);
  }

  async close(): Promise<void> {
    await Promise.all(this.probers.map((prober) => prober.end()));
    this.outsider.disconnect();
    await this.cluster.dispose();
  }

  private async fill(): Promise<void> {
    const ports = [WEB, DATABASE, NAMES].map(String);
    for (const pod of this.everybody) this.start(pod.network, "listen", ...ports);
    this.start(this.outsider.network, "listen", ...ports);
    // The listeners are up, and nothing is forbidden yet: what is refused later is refused by a policy.
    await eventually("everybody reaches everybody", async () => {
      const targets = [...this.everybody.map(({ address }) => address), OUTSIDER];
      const found = await connections(
        this.shop.web!.network,
        targets.flatMap((host) => [
          { host, port: WEB },
          { host, port: NAMES, protocol: "udp" },
        ]),
      );
      expect(new Set(found)).to.deep.equal(new Set(["connected"]));
    });
    this.network.apply(...SHOP_POLICIES);
    await eventually("the policies hold", async () => {
      expect((await policyStatus(this.cluster.layout)).policies).to.equal(SHOP_POLICIES.length);
    });
  }
}
