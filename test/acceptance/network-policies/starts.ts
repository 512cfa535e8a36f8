import * as fs from "node:fs";
import { expect } from "chai";
import { eventually } from "../../support/eventually";
import { type Attempt, type PeerPod, type PodObject, type Prober } from "../../support/pod-network";
import { egress, ingress, pods, policy, service, WEB, type Shop } from "./shop";

const results = (attempts: readonly Attempt[]): string[] => [...new Set(attempts.map(({ result }) => result))];

/** What new pods may do, from their first packet on. */
export function itHoldsFromTheStart(opened: () => Shop): void {
  it("has the policies of a pod in force before it is ready, and within 5 s of its start", async () => {
    const { network, shop } = opened();
    const pollers = new Map<string, Prober>();
    const poll = (file: string): void => {
      pollers.set(file, opened().start(file, "poll", shop.api!.address, String(WEB), "1"));
    };
    const ready = network.watchReady("shop");
    const all = await network.watchNetworks(poll, () => {
      network.apply(
        network.object("shop", "newcomer", { app: "newcomer" }),
        network.object("shop", "web-2", { app: "web" }),
      );
      return network.pods("shop");
    });
    expect(pollers.size).to.equal(2);
    const pollerOf = (pod: PeerPod): Prober => {
      const inode = fs.statSync(pod.network).ino;
      return [...pollers].find(([file]) => fs.statSync(file).ino === inode)![1];
    };
    const isolated = pollerOf(all.newcomer!);
    const friend = pollerOf(all["web-2"]!);
    await eventually("both have tried for a while", () => {
      for (const poller of [isolated, friend]) expect(poller.attempts().length).to.be.above(300);
      return Promise.resolve();
    });
    await Promise.all([isolated.end(), friend.end()]);
    expect(results(isolated.attempts())).to.not.include("connected");
    for (const [name, poller, outcome] of [
      ["newcomer", isolated, "ECONNREFUSED"],
      ["web-2", friend, "connected"],
    ] as const) {
      // Before its rules are written, a pod's packets are dropped; the answer of the rules shows that they are.
      const first = poller.attempts().find(({ result }) => result === outcome)!.at;
      expect(first - startOf(network.read("shop", name)), name).to.be.below(5000);
      // Whatever was tried since the pod was ready was answered by the rules.
      const since = poller.attempts().filter(({ at }) => at >= ready.since(name));
      expect(since.length, name).to.be.above(0);
      expect(results(since), name).to.deep.equal([outcome]);
    }
    ready.end();
    opened().cluster.kubectl(["delete", "pods", "newcomer", "web-2", "--namespace=shop"]);
  });

  it("loses no request while a new version rolls out", async () => {
    const { cluster, network, shop } = opened();
    const kubectl = (...args: string[]): string =>
      cluster.kubectl([...args, "--namespace=shop", "--request-timeout=0"]);
    const listen = (file: string): void => void opened().start(file, "listen", String(WEB));
    const [allowed, refused, before, after] = await network.watchNetworks(listen, async () => {
      network.apply(
        policy("shop", "web-to-till", egress("web", [pods("till")], WEB)),
        policy("shop", "till-from-web", ingress("till", [pods("web")], WEB)),
        service("till"),
        till(network.object("shop", "till", { app: "till" })),
      );
      await network.complete("shop", "deployment/till");
      const old = await network.pods("shop", "app=till");
      const address = opened().serviceAddress("till");
      const pollers = (["web", "clerk"] as const).map((client) =>
        opened().start(shop[client]!.network, "poll", address, "80", "2", "2000"),
      );
      await eventually("requests are answered", () => {
        expect(pollers[0]!.attempts().at(-1)?.result).to.equal("connected");
        return Promise.resolve();
      });
      kubectl("rollout", "restart", "deployment/till");
      await network.complete("shop", "deployment/till");
      await network.gone("shop", Object.keys(old));
      await Promise.all(pollers.map((poller) => poller.end()));
      return [pollers[0]!.attempts(), pollers[1]!.attempts(), old, await network.pods("shop", "app=till")] as const;
    });
    expect(Object.keys(before)).to.have.length(2);
    expect(Object.keys(after)).to.have.length(2).and.not.include.members(Object.keys(before));
    expect(allowed.length).to.be.above(500);
    // The first may have come before the Service's rules.
    expect(results(allowed.slice(allowed.findIndex(({ result }) => result === "connected")))).to.deep.equal([
      "connected",
    ]);
    expect(results(refused)).to.not.include("connected");
    cluster.kubectl(["delete", "deployment", "till", "--namespace=shop"]);
  });
}

/** When the first container of a pod ran, in milliseconds since 1970; Kubernetes gives whole seconds. */
function startOf({ status }: PodObject): number {
  return Date.parse(status.containerStatuses![0]!.state.running!.startedAt);
}

/** A Deployment of such pods, which rolls as the platform's services do: a pod is ready when it listens, and ends when nobody calls it. */
function till(pod: object): object {
  const { metadata, spec } = pod as { metadata: object; spec: { containers: object[] } };
  const container = {
    ...spec.containers[0],
    readinessProbe: { tcpSocket: { port: WEB }, periodSeconds: 1 },
    lifecycle: { preStop: { sleep: { seconds: 4 } } },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "till" } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: { app: "till" } },
        spec: { ...spec, terminationGracePeriodSeconds: 10, containers: [container] },
      },
    },
  };
}
