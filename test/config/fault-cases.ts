import type { StackConfig } from "../support/stack";
import { KUBERNETES_TARGET } from "../support/stack";

/** A change that makes a configuration wrong. */
export type Change = (config: StackConfig) => void;

/** Sets the value at a path of a configuration; undefined removes it. */
export function set(path: string, value: unknown): Change {
  return (config) => {
    const keys = path.split("/");
    const last = keys.pop() as string;
    let inner = config;
    for (const key of keys) inner = (inner[key] ??= {}) as StackConfig;
    if (value === undefined) delete inner[last];
    else inner[last] = value;
  };
}

/** Path of the reference service. */
export const WEB = "services/web";
/** A key of a Secret that there is. */
export const REFERENCE = { secret: "platform-secrets", key: "database-url" };
/** A second service, right in itself. */
export const SECOND = { port: 9000, image: `example.org/second@sha256:${"0".repeat(64)}` };

/** One way in which a configuration is wrong, and the fault that names it. */
export interface Case {
  readonly what: string;
  readonly stack?: "dev" | "staging" | "production";
  readonly change: Change | readonly Change[];
  /** Start of the fault's one line: the key, and the value where there is one. */
  readonly key: string;
  readonly wanted: string;
  /** Whether the values of its Secrets are encrypted. @default false */
  readonly encrypted?: boolean;
}

/** What is refused, each for itself. */
export const CASES: readonly Case[] = [
  { what: "an unknown key", change: set("servces", {}), key: "platform:servces", wanted: 'did you mean "services"?' },
  {
    what: "an unknown key of a map",
    change: set("workload/replica", 1),
    key: "platform:workload.replica",
    wanted: 'did you mean "replicas"?',
  },
  {
    what: "an unknown key of a service",
    change: set(`${WEB}/probs`, {}),
    key: "platform:services.web.probs",
    wanted: 'did you mean "probes"?',
  },
  {
    what: "an unknown key deep in a service",
    change: set(`${WEB}/probes`, { path: "/" }),
    key: "platform:services.web.probes.path",
    wanted: "the keys here are: kind, readiness",
  },
  {
    what: "a missing key",
    change: set("workload", undefined),
    key: "platform:workload",
    wanted: "missing; allowed: a map with the keys replicas, memory, cpu",
  },
  {
    what: "a missing key of a map",
    change: set("workload/cpu", undefined),
    key: "platform:workload.cpu",
    wanted: "missing; allowed: CPU from 10m to 16",
  },
  {
    what: "a wrong unit of memory",
    change: set("workload/memory", "512MB"),
    key: 'platform:workload.memory = "512MB"',
    wanted: "from 16Mi to 64Gi",
  },
  {
    what: "too little memory",
    change: set("workload/memory", "8Mi"),
    key: 'platform:workload.memory = "8Mi"',
    wanted: "from 16Mi to 64Gi",
  },
  {
    what: "a request larger than any node",
    change: set(`${WEB}/requests`, { memory: "65Gi" }),
    key: 'platform:services.web.requests.memory = "65Gi"',
    wanted: "from 16Mi to 64Gi",
  },
  {
    what: "too much CPU",
    change: set("workload/cpu", 17),
    key: "platform:workload.cpu = 17",
    wanted: "from 10m to 16",
  },
  {
    what: "a wrong unit of time",
    change: set(`${WEB}/drainTimeout`, "20"),
    key: 'platform:services.web.drainTimeout = "20"',
    wanted: "from 1s to 4m",
  },
  {
    what: "a string for a number",
    change: set("workload/replicas", "two"),
    key: 'platform:workload.replicas = "two"',
    wanted: "a whole number from 1 to 50",
  },
  {
    what: "half a replica",
    change: set("workload/replicas", 1.5),
    key: "platform:workload.replicas = 1.5",
    wanted: "a whole number from 1 to 50",
  },
  {
    what: "no replica",
    change: set("workload/replicas", 0),
    key: "platform:workload.replicas = 0",
    wanted: "from 1 to 50",
  },
  {
    what: "a string for a map",
    change: set("workload", "large"),
    key: 'platform:workload = "large"',
    wanted: "a map with the keys replicas",
  },
  {
    what: "a list for a map",
    change: set("services", []),
    key: "platform:services = []",
    wanted: "a map from services to what they are",
  },
  {
    what: "a word for true or false",
    change: set("debug", "yes"),
    key: 'platform:debug = "yes"',
    wanted: "true or false",
  },
  {
    what: "an environment that is not the stack's",
    change: set("environment", "production"),
    key: 'platform:environment = "production"',
    wanted: "allowed: dev, the name of the stack",
  },
  {
    what: "an environment by substring",
    change: set("environment", "dev-production"),
    key: 'platform:environment = "dev-production"',
    wanted: "allowed: dev, staging, production",
  },
  {
    what: "a service that is not a DNS label",
    change: set("services/Web_2", SECOND),
    key: "platform:services.Web_2",
    wanted: "a DNS label",
  },
  {
    what: "a service's name that is not a DNS label",
    change: set(`${WEB}/name`, "2web"),
    key: 'platform:services.web.name = "2web"',
    wanted: "begins with a letter",
  },
  {
    what: "two services of one name",
    change: set("services/second", { ...SECOND, name: "platform-web" }),
    key: 'platform:services.second.name = "platform-web"',
    wanted: 'service "web" has it already',
  },
  {
    what: "two services on one node port",
    change: set("services/second", { ...SECOND, expose: { kind: "node", nodePort: 30080 } }),
    key: "platform:services.second.expose.nodePort = 30080",
    wanted: 'service "web" has it already',
  },
  {
    what: "a node port out of range",
    change: set(`${WEB}/expose/nodePort`, 8080),
    key: "platform:services.web.expose.nodePort = 8080",
    wanted: "from 30000 to 32767",
  },
  {
    what: "a port that needs root",
    change: set(`${WEB}/port`, 80),
    key: "platform:services.web.port = 80",
    wanted: "from 1024 to 65535",
  },
  {
    what: "a service of nothing",
    change: set(`${WEB}/build`, undefined),
    key: "platform:services.web.build",
    wanted: "give build, image or imageOf",
  },
  {
    what: "a service of two things",
    change: set(`${WEB}/image`, SECOND.image),
    key: "platform:services.web.image",
    wanted: "remove either build or image",
  },
  {
    what: "an image by latest",
    change: set("services/second", { ...SECOND, image: "nginx:latest" }),
    key: 'platform:services.second.image = "nginx:latest"',
    wanted: "by a tag that says its version",
  },
  {
    what: "an image by its name alone",
    change: set("services/second", { ...SECOND, image: "ghcr.io/acme/app" }),
    key: 'platform:services.second.image = "ghcr.io/acme/app"',
    wanted: "latest, which no tag means too, is whatever was pushed last",
  },
  {
    what: "what is no image's name",
    change: set("services/second", { ...SECOND, image: "ghcr.io/Acme/app:v1" }),
    key: 'platform:services.second.image = "ghcr.io/Acme/app:v1"',
    wanted: "or by digest: name@sha256:<64 hex digits>",
  },
  {
    what: "an image that is no string",
    change: set("services/second", { ...SECOND, image: { tag: "v1" } }),
    key: 'platform:services.second.image = {"tag":"v1"}',
    wanted: "by a tag that says its version",
  },
  {
    what: "a request over its limit",
    change: [set(`${WEB}/requests`, { memory: "2Gi" }), set(`${WEB}/limits`, { memory: "1024Mi" })],
    key: 'platform:services.web.requests.memory = "2Gi"',
    wanted: "at most the limit, 1Gi",
  },
  {
    what: "an environment's CPU over a service's limit",
    change: set(`${WEB}/limits`, { cpu: "100m" }),
    key: 'platform:services.web.requests.cpu = "250m"',
    wanted: "at most the limit, 100m",
  },
  {
    what: "a variable that is a value and a secret",
    change: [set(`${WEB}/environment`, { DATABASE_URL: "x" }), set(`${WEB}/secrets`, { DATABASE_URL: REFERENCE })],
    key: "platform:services.web.secrets.DATABASE_URL",
    wanted: "a variable has one value",
  },
  ...["ENVIRONMENT", "LOG_LEVEL"].map((variable) => ({
    what: `${variable}, which the platform sets, as a secret`,
    change: set(`${WEB}/secrets/${variable}`, { secret: "platform-secrets", key: "database-url" }),
    key: `platform:services.web.secrets.${variable}`,
    wanted: "the platform sets this variable itself",
  })),
  {
    what: "a secret variable that cannot be one",
    change: set(`${WEB}/secrets/DATABASE-URL`, { secret: "platform-secrets", key: "database-url" }),
    key: "platform:services.web.secrets.DATABASE-URL",
    wanted: "letters, digits and _",
  },
  {
    what: "a Secret of a name that every map has",
    change: set(`${WEB}/secrets/DATABASE_URL`, { ...REFERENCE, secret: "constructor" }),
    key: 'platform:services.web.secrets.DATABASE_URL.secret = "constructor"',
    wanted: "no such secret",
  },
  {
    what: "a key of a name that every map has",
    change: set(`${WEB}/secrets/DATABASE_URL`, { ...REFERENCE, key: "toString" }),
    key: 'platform:services.web.secrets.DATABASE_URL.key = "toString"',
    wanted: "no such key of platform-secrets",
  },
  {
    what: "a Secret's key that Kubernetes does not take",
    change: set("secrets/platform-secrets/..a", { template: "{generated}" }),
    key: "platform:secrets.platform-secrets...a",
    wanted: "not first ..",
  },
  ...["default", "deny-all", "allow-dns"].map((name) => ({
    what: `a service of the name ${name}`,
    change: set(`services/${name}`, SECOND),
    key: `platform:services.${name}.name = "${name}"`,
    wanted: "every namespace has objects of this name already",
  })),
  {
    what: "two files of one key",
    change: set(`${WEB}/files`, { "/etc/a.b": "", "/etc.a/b": "" }),
    key: "platform:services.web.files./etc.a/b",
    wanted: "that of /etc/a.b: rename one",
  },
  {
    what: "a file where a folder is",
    change: [set(`${WEB}/files`, { "/var/a": "" }), set(`${WEB}/writable`, { "/var/a": "1Mi" })],
    key: "platform:services.web.files./var/a",
    wanted: "is a folder under writable too",
  },
  {
    what: "a file whose path cannot be a key",
    change: set(`${WEB}/files`, { "/etc/my file": "" }),
    key: "platform:services.web.files./etc/my file",
    wanted: "a path of letters, digits",
  },
  {
    what: "a file whose path is too long for a key",
    change: set(`${WEB}/files`, { [`/${"a".repeat(254)}`]: "" }),
    key: `platform:services.web.files./${"a".repeat(254)}`,
    wanted: "at most 254 characters",
  },
  {
    what: "a release that may take longer than its deadline",
    change: [set(`${WEB}/progressDeadline`, "2m"), set(`${WEB}/probes`, { startupTimeout: "100s" })],
    key: 'platform:services.web.progressDeadline = "120s"',
    wanted: "allowed: at least 130s",
  },
  {
    what: "a release that may take longer than its deadline, as it ends the old replica first",
    change: [
      set(`${WEB}/progressDeadline`, "2m"),
      set(`${WEB}/strategy`, "recreate"),
      set(`${WEB}/drainTimeout`, "21s"),
    ],
    key: 'platform:services.web.progressDeadline = "120s"',
    wanted: "allowed: at least 121s, which starting after the old replica's end may take",
  },
  {
    what: "metrics on the port that others may reach",
    change: set(`${WEB}/metrics/port`, 8000),
    key: "platform:services.web.metrics.port = 8000",
    wanted: "another port than the service's",
  },
  {
    what: "metrics without a port",
    change: set(`${WEB}/metrics`, {}),
    key: "platform:services.web.metrics.port",
    wanted: "missing; allowed: a whole number from 1024 to 65535",
  },
  {
    what: "a variable that cannot be one",
    change: set(`${WEB}/environment`, { "DATABASE-URL": "x" }),
    key: "platform:services.web.environment.DATABASE-URL",
    wanted: "letters, digits and _",
  },
  {
    what: "a Secret that is not there",
    change: set(`${WEB}/secrets/DATABASE_URL`, { ...REFERENCE, secret: "platform-secret" }),
    key: 'platform:services.web.secrets.DATABASE_URL.secret = "platform-secret"',
    wanted: 'did you mean "platform-secrets"?',
  },
  {
    what: "a key that the Secret does not have",
    change: set(`${WEB}/secrets/DATABASE_URL`, { ...REFERENCE, key: "url" }),
    key: 'platform:services.web.secrets.DATABASE_URL.key = "url"',
    wanted: "there are: database-url",
  },
  {
    what: "a Secret without a source",
    change: set("secrets/platform-secrets/database-url", {}),
    key: "platform:secrets.platform-secrets.database-url",
    wanted: "pulumi config set --secret --path platform:secrets.platform-secrets.database-url.value",
  },
  {
    what: "a template that generates nothing",
    change: set("secrets/platform-secrets/database-url/template", "postgresql://a:b@c/d"),
    key: "platform:secrets.platform-secrets.database-url.template",
    wanted: "contains {generated}",
  },
  {
    what: "a connection to nobody",
    change: set(`${WEB}/needs`, ["wep"]),
    key: 'platform:services.web.needs.0 = "wep"',
    wanted: 'did you mean "web"?',
  },
  {
    what: "a file at no path",
    change: set(`${WEB}/files`, { "etc/../app": "" }),
    key: "platform:services.web.files.etc/../app",
    wanted: "an absolute path",
  },
  {
    what: "a quota that does not hold the pods",
    change: set("namespace/quota/pods", 1),
    key: "platform:namespace.quota.pods = 1",
    wanted: "at least 2",
  },
  {
    what: "a quota that does not hold the memory",
    change: set("namespace/quota/memory", "1Gi"),
    key: 'platform:namespace.quota.memory = "1Gi"',
    wanted: "at least 2Gi",
  },
  {
    what: "a quota that does not hold the CPU",
    change: set("namespace/quota/cpu", "900m"),
    key: 'platform:namespace.quota.cpu = "900m"',
    wanted: "at least 1,",
  },
  {
    what: "a context that the kubeconfig does not have",
    change: set("target", { ...KUBERNETES_TARGET, context: "platform-embeded" }),
    key: 'platform:target.context = "platform-embeded"',
    wanted: 'did you mean "platform-embedded"?',
  },
  {
    what: "a kubeconfig that is not there",
    change: set("target", { ...KUBERNETES_TARGET, kubeconfig: "/nowhere/kubeconfig" }),
    key: 'platform:target.kubeconfig = "/nowhere/kubeconfig"',
    wanted: "no such file (platform:target.kubeconfig)",
  },
];
