import * as fs from "node:fs";
import { expect } from "chai";
import { policyStatus } from "../../embedded/cluster/policies";
import { eventually } from "../support/eventually";
import { IsolatedCluster, type Outsider } from "../support/isolated-cluster";
import { connections, PodNetwork, probe, type PeerPod, type Prober } from "../support/pod-network";

const WEB = 8080;
const DATABASE = 5432;
const KUBELET = 10250;
const API_SERVER = 6443;
const GATEWAY = "10.210.0.1";
const OUTSIDER = "198.51.100.2";

const namespace = (name: string): object => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

function policy(inNamespace: string, name: string, spec: object): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: inNamespace },
    spec,
  };
}

const pods = (app: string): object => ({ podSelector: { matchLabels: { app } } });
const ingress = (app: string, from: object[], port: number | string): object => ({
  podSelector: { matchLabels: { app } },
  policyTypes: ["Ingress"],
  ingress: [{ from, ports: [{ port }] }],
});
const egress = (app: string, to: object[], port: number | string): object => ({
  podSelector: { matchLabels: { app } },
  policyTypes: ["Egress"],
  egress: [{ to, ports: [{ port }] }],
});
const denyAll = (inNamespace: string): object =>
  policy(inNamespace, "deny-all", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });

/** A real cluster in a network of its own; the connections are real as well. */
describe("network policies on the embedded cluster", function () {
  this.timeout(600_000);
  let cluster: IsolatedCluster;
  let network: PodNetwork;
  let outsider: Outsider;
  let shop: Record<string, PeerPod>;
  let street: Record<string, PeerPod>;
  const probers: Prober[] = [];

  const start = (file: string, ...args: string[]): Prober => {
    const prober = probe(file, ...args);
    probers.push(prober);
    return prober;
  };
  const serviceAddress = (name: string): string =>
    cluster.kubectl(["get", "service", name, "--namespace=shop", "--output=jsonpath={.spec.clusterIP}"]);

  before(async () => {
    cluster = await IsolatedCluster.create();
    const { code, stderr } = await cluster.cluster("start");
    expect(code, stderr).to.equal(0);
    outsider = await cluster.connectOutsider();
    network = new PodNetwork(cluster);
    network.apply(
      namespace("shop"),
      namespace("street"),
      ...["web", "api", "database", "clerk"].map((app) =>
        network.object("shop", app, { app }, [
          { name: app === "database" ? "sql" : "http", containerPort: app === "database" ? DATABASE : WEB },
        ]),
      ),
      network.object("street", "passer-by", { app: "web" }),
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "api", namespace: "shop" },
        spec: { selector: { app: "api" }, ports: [{ port: 80, targetPort: WEB }] },
      },
    );
    shop = await network.pods("shop");
    street = await network.pods("street");
    for (const pod of [...Object.values(shop), ...Object.values(street)]) {
      start(pod.network, "listen", String(WEB), String(DATABASE));
    }
    start(outsider.network, "listen", String(WEB));
    // The listeners are up, and nothing is forbidden yet: what is refused later is refused by a policy.
    await eventually("everybody reaches everybody", async () => {
      const targets = [...Object.values(shop), ...Object.values(street)].map(({ address }): [string, number] => [
        address,
        WEB,
      ]);
      const found = await connections(shop.web!.network, [...targets, [OUTSIDER, WEB]]);
      expect(new Set(found)).to.deep.equal(new Set(["connected"]));
    });
    network.apply(
      denyAll("shop"),
      policy("shop", "web-to-api", egress("web", [pods("api")], WEB)),
      policy("shop", "api-from-web", ingress("api", [pods("web")], WEB)),
      policy("shop", "api-to-database", egress("api", [pods("database")], "sql")),
      policy("shop", "database-from-api", ingress("database", [pods("api")], "sql")),
      policy("shop", "api-to-outside", egress("api", [{ ipBlock: { cidr: `${OUTSIDER}/32` } }], WEB)),
      policy("shop", "clerk-to-api-server", egress("clerk", [{ ipBlock: { cidr: `${GATEWAY}/32` } }], API_SERVER)),
      // One side alone allows nothing.
      policy("shop", "web-to-database", egress("web", [pods("database")], "sql")),
    );
    await eventually("the policies hold", async () => {
      expect((await policyStatus(cluster.layout)).policies).to.equal(8);
    });
  });
  after(async () => {
    await Promise.all(probers.map((prober) => prober.end()));
    outsider?.disconnect();
    await cluster.dispose();
  });

  it("connects every declared pair and refuses every other", async () => {
    const service = serviceAddress("api");
    const kubernetes = "10.211.0.1";
    const targets: Record<string, [string, number]> = {
      ...Object.fromEntries(Object.values(shop).map(({ name, address }) => [name, [address, WEB] as [string, number]])),
      sql: [shop.database!.address, DATABASE],
      "the Service api": [service, 80],
      "passer-by": [street["passer-by"]!.address, WEB],
      outside: [OUTSIDER, WEB],
      "the API server": [GATEWAY, API_SERVER],
      "the Service kubernetes": [kubernetes, 443],
      "the kubelet": [GATEWAY, KUBELET],
    };
    const declared: Record<string, string[]> = {
      web: ["api", "the Service api"],
      // By its Service it reaches itself, which no policy can forbid.
      api: ["sql", "outside", "the Service api"],
      database: [],
      clerk: ["the API server", "the Service kubernetes"],
      // Nothing isolates it; what it cannot reach refuses it.
      "passer-by": ["outside", "the API server", "the Service kubernetes", "the kubelet"],
    };
    const clients = { ...shop, ...street };
    const reached = Object.fromEntries(
      await Promise.all(
        Object.entries(clients).map(async ([client, pod]) => {
          const found = await connections(pod.network, Object.values(targets));
          return [client, Object.keys(targets).filter((_, index) => found[index] === "connected")] as const;
        }),
      ),
    );
    // A pod always reaches itself.
    const wanted = Object.entries(declared).map(([client, names]) => [client, [...names, client].sort()]);
    const sorted = Object.entries(reached).map(([client, names]) => [client, [...names].sort()]);
    const ownSql = (client: string): string[] => (client === "database" ? ["sql"] : []);
    expect(Object.fromEntries(sorted)).to.deep.equal(
      Object.fromEntries(wanted.map(([client, names]) => [client, [...names!, ...ownSql(client as string)].sort()])),
    );
  });

  it("refuses at once instead of letting a client wait", async () => {
    const started = Date.now();
    const found = await connections(shop.clerk!.network, [
      [shop.api!.address, WEB],
      [street["passer-by"]!.address, WEB],
      [GATEWAY, KUBELET],
      [OUTSIDER, WEB],
    ]);
    expect(found).to.deep.equal(["ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED"]);
    expect(Date.now() - started).to.be.below(4000);
    // A Service's address is translated before it is refused, and a reset would come from another one.
    expect(await connections(shop.clerk!.network, [[serviceAddress("api"), 80]])).to.deep.equal(["EHOSTUNREACH"]);
  });

  it("lets the node reach every pod, for probes and node ports", () => {
    const script = `require("net").connect(${WEB}, "${shop.database!.address}").on("connect", () => process.exit(0))`;
    expect(cluster.run(process.execPath, ["-e", script]).code).to.equal(0);
  });

  it("drops the addresses that interfaces give themselves", async () => {
    const inPod = (pod: PeerPod, ...args: string[]): string =>
      cluster.run("nsenter", [`--net=${pod.network}`, ...args]).stdout;
    const [address] = /fe80::[0-9a-f:]+/.exec(inPod(street["passer-by"]!, "ip", "-6", "address", "show", "eth0")) ?? [];
    expect(address).to.be.a("string");
    const found = await connections(shop.clerk!.network, [[`${address}%eth0`, WEB]]);
    expect(found).to.deep.equal(["ETIMEDOUT"]);
  });

  it("cuts connections that a new policy forbids", async () => {
    const talk = start(street["passer-by"]!.network, "talk", OUTSIDER, String(WEB));
    await eventually("the connection talks", () => {
      expect(talk.lines.length).to.be.above(5);
      return Promise.resolve();
    });
    network.apply(denyAll("street"));
    const applied = Date.now();
    await eventually("the connection is cut", () => {
      expect(talk.lines.at(-1)).to.equal("ECONNRESET");
      return Promise.resolve();
    });
    expect(Number(talk.lines.at(-2)) - applied).to.be.below(5000);
    cluster.kubectl(["delete", "networkpolicy", "deny-all", "--namespace=street"]);
    await eventually("it may connect again", async () => {
      expect(await connections(street["passer-by"]!.network, [[OUTSIDER, WEB]])).to.deep.equal(["connected"]);
    });
  });

  it("opens nothing when the controller dies and comes back", async () => {
    const refused = start(shop.clerk!.network, "poll", shop.api!.address, String(WEB), "2");
    const allowed = start(shop.web!.network, "poll", shop.api!.address, String(WEB), "2");
    for (let round = 0; round < 3; round++) {
      const pidOf = async (): Promise<number | undefined> =>
        (await cluster.status()).services.find(({ name }) => name === "network-policy-controller")?.pid;
      const old = await pidOf();
      process.kill(old!, "SIGKILL");
      await eventually("a new controller enforces", async () => {
        expect(await pidOf())
          .to.be.a("number")
          .and.not.equal(old);
        expect((await policyStatus(cluster.layout)).enforced).to.equal(true);
      });
    }
    await Promise.all([refused.end(), allowed.end()]);
    expect(refused.attempts().length).to.be.above(100);
    expect(refused.attempts().filter(({ result }) => result === "connected")).to.deep.equal([]);
    expect(allowed.attempts().filter(({ result }) => result !== "connected")).to.deep.equal([]);
  });

  it("repairs its table when another program empties the packet filter", async () => {
    const before = (await policyStatus(cluster.layout)).foreignChanges;
    const refused = start(shop.clerk!.network, "poll", shop.api!.address, String(WEB), "1");
    await eventually("the poll runs", () => {
      expect(refused.lines.length).to.be.above(50);
      return Promise.resolve();
    });
    const flushed = Date.now();
    expect(cluster.run("nft", ["flush", "ruleset"]).code).to.equal(0);
    await eventually("the table is whole again", async () => {
      expect((await policyStatus(cluster.layout)).foreignChanges).to.be.above(before);
      expect(cluster.run("nft", ["list", "chain", "inet", "platform-policies", "egress/shop/deny-all"]).code).to.equal(
        0,
      );
    });
    await eventually("what is forbidden is refused again", () => {
      expect(
        refused
          .attempts()
          .slice(-50)
          .map(({ result }) => result),
      ).to.not.include("connected");
      return Promise.resolve();
    });
    await refused.end();
    const through = refused.attempts().filter(({ at, result }) => at >= flushed && result === "connected");
    const gap = Math.max(0, ...through.map(({ at }) => at - flushed));
    expect(gap).to.be.below(2000);
    // The others' rules come back by themselves, or by a start.
    expect((await cluster.cluster("start")).code).to.equal(0);
  });

  it("has the policies of a pod in force before anything runs in it", async () => {
    const known = new Set(network.networkFiles());
    network.apply(
      network.object("shop", "newcomer", { app: "newcomer" }),
      network.object("shop", "web-2", { app: "web" }),
    );
    const pollers = new Map<string, Prober>();
    const watch = setInterval(() => {
      for (const file of network.networkFiles().filter((name) => !known.has(name) && !pollers.has(name))) {
        pollers.set(file, start(file, "poll", shop.api!.address, String(WEB), "1"));
      }
    }, 5);
    const all = await network.pods("shop");
    const began = (name: string): number =>
      Date.parse(
        cluster.kubectl([
          ...["get", "pod", name, "--namespace=shop"],
          "--output=jsonpath={.status.containerStatuses[0].state.running.startedAt}",
        ]),
      );
    clearInterval(watch);
    expect(pollers.size).to.equal(2);
    const byInode = (pod: PeerPod): Prober => {
      const inode = fs.statSync(pod.network).ino;
      return [...pollers].find(([file]) => fs.statSync(file).ino === inode)![1];
    };
    const isolated = byInode(all.newcomer!);
    const friend = byInode(all["web-2"]!);
    await eventually("both have tried for a while", () => {
      for (const poll of [isolated, friend]) expect(poll.attempts().at(-1)!.at).to.be.above(began("web-2") + 3000);
      return Promise.resolve();
    });
    expect(isolated.attempts().filter(({ result }) => result === "connected")).to.deep.equal([]);
    // Since the rules were there first, what a pod may do works from its first moment. Kubernetes gives whole seconds.
    const late = friend.attempts().filter(({ at, result }) => at > began("web-2") + 1000 && result !== "connected");
    expect(late).to.deep.equal([]);
    expect(friend.attempts().some(({ result }) => result === "connected")).to.equal(true);
  });

  it("leaves nothing of it after a stop", async () => {
    expect((await cluster.cluster("stop")).code).to.equal(0);
    expect(cluster.run("nft", ["list", "tables"]).stdout).to.not.contain("platform-policies");
  });
});
