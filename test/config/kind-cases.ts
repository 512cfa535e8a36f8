import type { Case, Change } from "./fault-cases";
import { REFERENCE, SECOND, set, WEB } from "./fault-cases";

const IMAGE = SECOND.image;

/** A second service of a kind, right in itself. */
const OF_KIND = {
  web: SECOND,
  worker: { kind: "worker", image: IMAGE, probes: { kind: "exec", command: ["true"] } },
  cron: { kind: "cron", image: IMAGE, schedule: "@daily" },
  job: { kind: "job", image: IMAGE },
} as const;

/** A second service of a kind, with some of its keys changed. */
const second = (kind: keyof typeof OF_KIND, changes: object): Change =>
  set("services/second", { ...OF_KIND[kind], ...changes });

const AT = "platform:services.second";

/** What is refused of a service because of its kind. */
export const KIND_CASES: readonly Case[] = [
  {
    what: "a kind that there is not",
    change: second("web", { kind: "daemon" }),
    key: `${AT}.kind = "daemon"`,
    wanted: "allowed: web, worker, cron, job",
  },
  ...(
    [
      ["worker", "port", 9000, "a worker has no port: remove it, or make it kind web"],
      ["worker", "ports", { grpc: 9000 }, "a worker has no ports: remove it, or make it kind web"],
      ["worker", "expose", { kind: "node" }, "a worker has no expose: remove it, or make it kind web"],
      ["cron", "port", 9000, "a cron has no port: remove it, or make it kind web"],
      ["cron", "scaling", 2, "a cron has no scaling: remove it, or make it kind web or worker"],
      ["cron", "probes", {}, "a cron has no probes: remove it, or make it kind web or worker"],
      ["cron", "metrics", { port: 9090 }, "a cron has no metrics: remove it, or make it kind web or worker"],
      ["job", "strategy", "rolling", "a job has no strategy: remove it, or make it kind web or worker"],
      ["job", "drainTimeout", "5s", "a job has no drainTimeout: remove it, or make it kind web or worker"],
      ["job", "progressDeadline", "2m", "a job has no progressDeadline: remove it, or make it kind web or worker"],
      ["job", "schedule", "@daily", "a job has no schedule: remove it, or make it kind cron"],
      ["web", "timeZone", "Etc/UTC", "a web has no timeZone: remove it, or make it kind cron"],
      ["web", "concurrency", "allow", "a web has no concurrency: remove it, or make it kind cron"],
      ["worker", "history", {}, "a worker has no history: remove it, or make it kind cron"],
      ["job", "startingDeadline", "1m", "a job has no startingDeadline: remove it, or make it kind cron"],
      ["web", "deadline", "1m", "a web has no deadline: remove it, or make it kind cron or job"],
      ["worker", "retries", 1, "a worker has no retries: remove it, or make it kind cron or job"],
      ["cron", "before", ["web"], "a cron has no before: remove it, or make it kind job"],
    ] as const
  ).map(([kind, key, value, wanted]) => ({
    what: `${key} of a ${kind}`,
    change: second(kind, { [key]: value }),
    key: `${AT}.${key}`,
    wanted,
  })),
  {
    what: "a web service without a port",
    change: set(`${WEB}/port`, undefined),
    key: "platform:services.web.port",
    wanted: "missing; allowed: a whole number from 1024 to 65535; or make it kind worker",
  },
  {
    what: "a cron without a schedule",
    change: second("cron", { schedule: undefined }),
    key: `${AT}.schedule`,
    wanted: "missing; allowed: five fields",
  },
  {
    what: "a worker that nobody can ask",
    change: second("worker", { probes: undefined }),
    key: `${AT}.probes`,
    wanted: "a worker has no port to be asked on: give kind exec with a command, or metrics",
  },
  {
    what: "probes by a program without the program",
    change: second("web", { probes: { kind: "exec" } }),
    key: `${AT}.probes.command`,
    wanted: "missing: the program that answers by its exit code",
  },
  {
    what: "a program for probes that ask by HTTP",
    change: second("web", { probes: { command: ["true"] } }),
    key: `${AT}.probes.command = ["true"]`,
    wanted: "kind http runs none: make it kind exec",
  },
  {
    what: "a schedule of too few fields",
    change: second("cron", { schedule: "0 2 * *" }),
    key: `${AT}.schedule = "0 2 * *"`,
    wanted: "4 fields instead of 5",
  },
  {
    what: "a schedule with an hour that there is not",
    change: second("cron", { schedule: "0 25 * * *" }),
    key: `${AT}.schedule`,
    wanted: 'hour "25": allowed: 0 to 23',
  },
  ...["Europe/Berlinn", "utc", "Local", ""].map((timeZone) => ({
    what: `the time zone "${timeZone}"`,
    change: second("cron", { timeZone }),
    key: `${AT}.timeZone = ${JSON.stringify(timeZone)}`,
    wanted: "allowed: a time zone such as Etc/UTC",
  })),
  {
    what: "a concurrency that there is not",
    change: second("cron", { concurrency: "Forbid" }),
    key: `${AT}.concurrency = "Forbid"`,
    wanted: "allowed: forbid, allow, replace",
  },
  {
    what: "more retries than are of use",
    change: second("job", { retries: 7 }),
    key: `${AT}.retries = 7`,
    wanted: "from 0 to 6",
  },
  {
    what: "a deadline that no job can meet",
    change: second("job", { deadline: "1s" }),
    key: `${AT}.deadline = "1s"`,
    wanted: "from 10s to 24h",
  },
  {
    what: "a name too long for the runs of a cron",
    change: second("cron", { name: "a".repeat(53) }),
    key: `${AT}.name`,
    wanted: "allowed for a cron: at most 52 characters",
  },
  {
    what: "a name too long for a job",
    change: second("job", { name: "a".repeat(55) }),
    key: `${AT}.name`,
    wanted: "allowed for a job: at most 54 characters",
  },
  {
    what: "a job before a service that is not there",
    change: second("job", { before: ["wbe"] }),
    key: `${AT}.before = "wbe"`,
    wanted: 'no such service: did you mean "web"?',
  },
  {
    what: "a job before a cron",
    change: [second("job", { before: ["third"] }), set("services/third", OF_KIND.cron)],
    key: `${AT}.before = "third"`,
    wanted: "it is a cron: allowed are services of kind web or worker",
  },
  {
    what: "a connection to a worker",
    change: [second("worker", {}), set(`${WEB}/needs`, ["second"])],
    key: 'platform:services.web.needs.0 = "second"',
    wanted: "a worker has no port to connect to: make it kind web",
  },
  {
    what: "the image of a service that is not there",
    change: second("web", { image: undefined, imageOf: "wbe" }),
    key: `${AT}.imageOf = "wbe"`,
    wanted: 'no such service: did you mean "web"?',
  },
  {
    what: "the image of a service that has it of another",
    change: [
      second("web", { image: undefined, imageOf: "web" }),
      set("services/third", { ...OF_KIND.job, image: undefined, imageOf: "second" }),
    ],
    key: 'platform:services.third.imageOf = "second"',
    wanted: "it has the image of web itself: name that",
  },
  {
    what: "a service with its own image of itself",
    change: second("web", { image: undefined, imageOf: "second" }),
    key: `${AT}.imageOf = "second"`,
    wanted: "it is the service itself: give build or image",
  },
  {
    what: "two sources of an image",
    change: second("web", { imageOf: "web" }),
    key: `${AT}.imageOf = "web"`,
    wanted: "remove either image or imageOf",
  },
  {
    what: "a further port that is the port",
    change: second("web", { ports: { grpc: 9000 } }),
    key: `${AT}.ports.grpc = 9000`,
    wanted: "is port already: choose another",
  },
  {
    what: "metrics on a further port",
    change: second("web", { ports: { grpc: 9001 }, metrics: { port: 9001 } }),
    key: `${AT}.metrics.port = 9001`,
    wanted: "another port than the service's",
  },
  {
    what: "a further port with a name of the platform's own",
    change: second("web", { ports: { main: 9001 } }),
    key: `${AT}.ports.main = 9001`,
    wanted: "the platform gives this name itself",
  },
  {
    what: "a further port with a name that is too long",
    change: second("web", { ports: { "a-name-of-sixteen": 9001 } }),
    key: `${AT}.ports.a-name-of-sixteen`,
    wanted: "at most 15 of a-z, 0-9 and -",
  },
  {
    what: "several replicas with a volume of one node",
    change: second("web", { scaling: 2, volumes: { "/data": { size: "1Gi" } } }),
    key: `${AT}.scaling = 2`,
    wanted: "allowed: 1, as the volume /data is mounted by one at a time; or make its access many",
  },
  {
    what: "a rolling update with a volume of one node",
    change: second("worker", { strategy: "rolling", volumes: { "/data": { size: "1Gi" } } }),
    key: `${AT}.strategy = "rolling"`,
    wanted: "allowed: recreate, as the volume /data",
  },
  {
    what: "a volume without a size",
    change: second("web", { volumes: { "/data": {} } }),
    key: `${AT}.volumes./data.size`,
    wanted: "missing; allowed: memory from 1Mi to 64Ti",
  },
  {
    what: "a volume at a path with a detour",
    change: second("web", { volumes: { "/data/../x": { size: "1Gi" } } }),
    key: `${AT}.volumes./data/../x`,
    wanted: "an absolute path",
  },
  {
    what: "a volume where a folder is",
    change: second("web", { writable: { "/data": "1Mi" }, volumes: { "/data": { size: "1Gi" } } }),
    key: `${AT}.volumes./data`,
    wanted: "is under writable too: remove one",
  },
  {
    what: "two volumes of one name",
    change: second("web", { volumes: { "/a/b": { size: "1Gi" }, "/a-b": { size: "1Gi" } } }),
    key: `${AT}.volumes./a-b`,
    wanted: "its claim has the name of that of /a/b: rename one",
  },
  {
    what: "a container with two sources",
    change: second("web", { init: { one: { image: IMAGE, imageOf: "web" } } }),
    key: `${AT}.init.one.imageOf = "web"`,
    wanted: "remove either image or imageOf",
  },
  {
    what: "a container with the name of another",
    change: second("web", { init: { one: {} }, sidecars: { one: {} } }),
    key: `${AT}.sidecars.one`,
    wanted: "another container of the service has this name",
  },
  {
    what: "a container with the name of the service",
    change: second("web", { sidecars: { second: {} } }),
    key: `${AT}.sidecars.second`,
    wanted: "another container of the service has this name",
  },
  {
    what: "a container with a secret that is not there",
    change: second("web", { sidecars: { one: { secrets: { A: { ...REFERENCE, key: "url" } } } } }),
    key: `${AT}.sidecars.one.secrets.A.key = "url"`,
    wanted: "no such key of platform-secrets",
  },
  {
    what: "a container with a request over its limit",
    change: second("web", { init: { one: { requests: { memory: "1Gi" }, limits: { memory: "512Mi" } } } }),
    key: `${AT}.init.one.requests.memory = "1Gi"`,
    wanted: "at most the limit, 512Mi (init.one.limits.memory)",
  },
  ...(
    [
      ["a sidecar on the service's port", { ports: { proxy: 9000 } }, "ports.proxy = 9000", "is port already"],
      ["a sidecar that is asked on the service's port", { probes: { port: 9000 } }, "probes.port = 9000", "is port"],
      [
        "a sidecar's port with a name of the platform's own",
        { ports: { probe: 9001 } },
        "ports.probe = 9001",
        "the platform gives this name itself",
      ],
      ["a sidecar that is asked nowhere", { probes: {} }, "probes.port", "missing: the port on which it is asked"],
      [
        "a sidecar that is asked by no program",
        { probes: { kind: "exec" } },
        "probes.command",
        "missing: the program that answers by its exit code",
      ],
      [
        "a sidecar that is asked by a program on a port",
        { probes: { kind: "exec", command: ["true"], port: 9001 } },
        "probes.port = 9001",
        "kind exec asks on no port: remove it",
      ],
      [
        "a sidecar that is asked in two ways",
        { ports: { a: 9001 }, probes: { command: ["true"] } },
        'probes.command = ["true"]',
        "kind http runs none: make it kind exec",
      ],
      [
        "an unknown key of a sidecar's probes",
        { probes: { path: "/" } },
        "probes.path",
        "the keys here are: kind, readiness",
      ],
    ] as const
  ).map(([what, sidecar, key, wanted]) => ({
    what,
    change: second("web", { sidecars: { proxy: sidecar } }),
    key: `${AT}.sidecars.proxy.${key}`,
    wanted,
  })),
  {
    what: "two sidecars on one port",
    change: second("web", { sidecars: { a: { ports: { a: 9001 } }, b: { ports: { b: 9001 } } } }),
    key: `${AT}.sidecars.b.ports.b = 9001`,
    wanted: "is sidecars.a.ports.a already: choose another",
  },
  {
    what: "a sidecar's port with the name of one of the service's",
    change: second("web", { ports: { grpc: 9001 }, sidecars: { a: { ports: { grpc: 9002 } } } }),
    key: `${AT}.sidecars.a.ports.grpc = 9002`,
    wanted: "has the name of ports.grpc",
  },
  {
    what: "metrics on a sidecar's port",
    change: second("web", { metrics: { port: 9001 }, sidecars: { a: { ports: { a: 9001 } } } }),
    key: `${AT}.metrics.port = 9001`,
    wanted: "another port than the service's and its sidecars'",
  },
  {
    what: "ports of an init container",
    change: second("web", { init: { one: { ports: { a: 9001 } } } }),
    key: `${AT}.init.one.ports`,
    wanted: "unknown key",
  },
  {
    what: "a release that may take longer than its deadline, with its sidecars",
    change: second("web", {
      progressDeadline: "2m",
      sidecars: { a: { probes: { port: 9001, startupTimeout: "40s" } } },
    }),
    key: `${AT}.progressDeadline = "120s"`,
    wanted: "allowed: at least 130s",
  },
  {
    what: "an empty command",
    change: second("job", { command: [] }),
    key: `${AT}.command = []`,
    wanted: "a list of strings, at least one",
  },
  {
    what: "a command that is not split into words",
    change: second("job", { command: "node main.js" }),
    key: `${AT}.command = "node main.js"`,
    wanted: "a list of strings, one for each word",
  },
  {
    what: "a quota that the sidecars overrun",
    change: [
      second("cron", { sidecars: { one: { requests: { memory: "16Gi" } } } }),
      set("namespace/quota/memory", "16Gi"),
    ],
    key: 'platform:namespace.quota.memory = "16Gi"',
    wanted: "allowed: at least",
  },
];
