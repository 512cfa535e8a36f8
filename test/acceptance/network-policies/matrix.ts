import { expect } from "chai";
import { connections, type Destination, type PeerPod } from "../../support/pod-network";
import { API_SERVER, DATABASE, GATEWAY, KUBELET, NAMES, OUTSIDER, WEB, type Shop } from "./shop";

/** Every pair of the shop, its street, the node and the outside. */
export function itConnectsWhatIsDeclared(opened: () => Shop): void {
  it("connects every declared pair and refuses every other", async () => {
    const { shop, street } = opened();
    const targets: Record<string, Destination> = {
      ...Object.fromEntries(Object.values(shop).map(({ name, address }) => [name, { host: address, port: WEB }])),
      sql: { host: shop.database!.address, port: DATABASE },
      "api by UDP": { host: shop.api!.address, port: NAMES, protocol: "udp" },
      "database by UDP": { host: shop.database!.address, port: NAMES, protocol: "udp" },
      "the Service api": { host: opened().serviceAddress("api"), port: 80 },
      "passer-by": { host: street["passer-by"]!.address, port: WEB },
      outside: { host: OUTSIDER, port: WEB },
      "outside by UDP": { host: OUTSIDER, port: NAMES, protocol: "udp" },
      "the API server": { host: GATEWAY, port: API_SERVER },
      "the Service kubernetes": { host: "10.211.0.1", port: 443 },
      "the kubelet": { host: GATEWAY, port: KUBELET },
    };
    // A pod always reaches itself; api by its Service too, which no policy can forbid.
    const declared: Record<string, string[]> = {
      web: ["web", "api", "api by UDP", "the Service api"],
      api: ["api", "api by UDP", "sql", "outside", "the Service api"],
      database: ["database", "database by UDP", "sql"],
      clerk: ["clerk", "the API server", "the Service kubernetes"],
      // Nothing isolates it; what it cannot reach refuses it.
      "passer-by": [
        ...["passer-by", "outside", "outside by UDP"],
        ...["the API server", "the Service kubernetes", "the kubelet"],
      ],
    };
    const reached = await Promise.all(
      Object.entries({ ...shop, ...street }).map(async ([client, pod]) => {
        const found = await connections(pod.network, Object.values(targets));
        return [client, Object.keys(targets).filter((_, index) => found[index] === "connected")] as const;
      }),
    );
    const sorted = (pairs: Iterable<readonly [string, readonly string[]]>): Record<string, string[]> =>
      Object.fromEntries([...pairs].map(([client, names]) => [client, [...names].sort()]));
    expect(sorted(reached)).to.deep.equal(sorted(Object.entries(declared)));
  });

  it("refuses at once instead of letting a client wait, also by a Service's address", async () => {
    const { shop, street } = opened();
    // The kernel sends again after a second: whatever is refused before that was refused at once.
    const patience = 900;
    const found = await connections(shop.database!.network, [
      { host: shop.api!.address, port: WEB, patience },
      { host: opened().serviceAddress("api"), port: 80, patience },
      { host: street["passer-by"]!.address, port: WEB, patience },
      { host: GATEWAY, port: KUBELET, patience },
      // The API server by its Service is on the node, which the packet reaches by another way than another pod.
      { host: "10.211.0.1", port: 443, patience },
      { host: OUTSIDER, port: WEB, patience },
    ]);
    expect(found).to.deep.equal(found.map(() => "ECONNREFUSED"));
    const byUdp = await connections(shop.database!.network, [
      { host: shop.api!.address, port: NAMES, protocol: "udp" },
      { host: OUTSIDER, port: NAMES, protocol: "udp" },
    ]);
    expect(byUdp).to.deep.equal(["EHOSTUNREACH", "EHOSTUNREACH"]);
  });

  it("lets the node reach every pod, for probes and node ports", () => {
    const { cluster, shop } = opened();
    const script = `require("net").connect(${WEB}, "${shop.database!.address}").on("connect", () => process.exit(0))`;
    expect(cluster.run(process.execPath, ["-e", script]).code).to.equal(0);
  });

  it("drops the addresses that interfaces give themselves", async () => {
    const { cluster, shop, street } = opened();
    const inPod = (pod: PeerPod, ...args: string[]): string =>
      cluster.run("nsenter", [`--net=${pod.network}`, ...args]).stdout;
    const [address] = /fe80::[0-9a-f:]+/.exec(inPod(street["passer-by"]!, "ip", "-6", "address", "show", "eth0")) ?? [];
    expect(address).to.be.a("string");
    const found = await connections(shop.clerk!.network, [{ host: `${address}%eth0`, port: WEB }]);
    expect(found).to.deep.equal(["ETIMEDOUT"]);
  });
}
