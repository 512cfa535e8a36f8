import { KUBERNETES_TARGET } from "../support/stack";
import type { Case } from "./fault-cases";
import { SECOND, set, WEB } from "./fault-cases";

const onCluster = (changes: object) => set("target", { ...KUBERNETES_TARGET, ...changes });
const balanced = (changes: object = {}) =>
  set(`${WEB}/expose`, { kind: "loadBalancer", sources: ["192.0.2.0/24"], ...changes });
const available = onCluster({ loadBalancers: "available" });
const EXPOSE = "platform:services.web.expose";

/** What is refused of what a target can do, and of services that ask for what it cannot. */
export const TARGET_CASES: readonly Case[] = [
  {
    what: "network policies that are neither enforced nor not",
    change: onCluster({ networkPolicies: "some" }),
    key: 'platform:target.networkPolicies = "some"',
    wanted: "allowed: enforced, none, unknown",
  },
  {
    what: "a number of load balancers",
    change: onCluster({ loadBalancers: 2 }),
    key: "platform:target.loadBalancers = 2",
    wanted: "allowed: available, none",
  },
  {
    what: "a version that is no string",
    change: onCluster({ version: { minor: 31 } }),
    key: 'platform:target.version = {"minor":31}',
    wanted: "allowed: a version of Kubernetes",
  },
  {
    what: "1.30 without quotes, which is 1.3",
    change: onCluster({ version: 1.3 }),
    key: "platform:target.version = 1.3",
    wanted: "in quotes",
  },
  ...["1.26", "v1.31", "1.31.2", "2.0", "newest"].map((version) => ({
    what: `the version ${version}`,
    change: onCluster({ version }),
    key: `platform:target.version = "${version}"`,
    wanted: 'allowed: a version of Kubernetes from 1.27 on, in quotes, such as "1.30"',
  })),
  {
    what: "a web service on a cluster that is too old for it",
    change: onCluster({ version: "1.29" }),
    key: 'platform:services.web.kind = "web"',
    wanted: "need Kubernetes 1.30, and platform:target.version is 1.29",
  },
  {
    what: "sidecars on a cluster that is too old for them",
    change: [
      onCluster({ version: "1.28" }),
      set("services", { cron: { kind: "cron", schedule: "@daily", image: SECOND.image, sidecars: { proxy: {} } } }),
    ],
    key: "platform:services.cron.sidecars",
    wanted: "sidecars (init containers that go on running) need Kubernetes 1.29, and platform:target.version is 1.28",
  },
  {
    what: "a load balancer on the embedded cluster",
    change: balanced(),
    key: `${EXPOSE}.kind = "loadBalancer"`,
    wanted: "the embedded cluster gives no load balancers: make it kind node",
  },
  {
    what: "a load balancer on a cluster that says nothing of those",
    change: [onCluster({}), balanced()],
    key: `${EXPOSE}.kind = "loadBalancer"`,
    wanted: "platform:target.loadBalancers is none: make it kind node, or say available there",
  },
  {
    what: "a load balancer for everybody",
    change: [available, balanced({ sources: ["0.0.0.0/0"] })],
    key: `${EXPOSE}.sources.0 = "0.0.0.0/0"`,
    wanted: "allowed: the networks of the clients; /0 is everybody",
  },
  {
    what: "a load balancer for nobody",
    change: [available, balanced({ sources: [] })],
    key: `${EXPOSE}.sources = []`,
    wanted: "allowed: at least one range of addresses",
  },
  {
    what: "a load balancer without a word about its clients",
    change: [available, balanced({ sources: undefined })],
    key: `${EXPOSE}.sources`,
    wanted: "missing; allowed: a list of ranges of addresses",
  },
  {
    what: "a node port of a load balancer",
    change: [available, balanced({ nodePort: 30001 })],
    key: `${EXPOSE}.nodePort`,
    wanted: "unknown key; the keys here are: kind, sources",
  },
  {
    what: "a way to be exposed that there is not",
    change: set(`${WEB}/expose`, { kind: "ingress" }),
    key: `${EXPOSE}.kind = "ingress"`,
    wanted: "allowed: node (a port of every node) or loadBalancer (an address that the target gives)",
  },
  {
    what: "an exposure that is no map",
    change: set(`${WEB}/expose`, "node"),
    key: `${EXPOSE} = "node"`,
    wanted: "allowed: a map with the key kind (node, loadBalancer)",
  },
];
