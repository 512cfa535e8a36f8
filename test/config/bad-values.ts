import { KEYS_OF_KINDS, type Kind } from "../../features/services/kinds";
import { KUBERNETES_TARGET, type StackConfig } from "../support/stack";
import { REFERENCE } from "./fault-cases";

const IMAGE = `example.org/second@sha256:${"0".repeat(64)}`;

/** A service of each kind, right in itself. */
const SERVICES: Readonly<Record<Kind, StackConfig>> = {
  web: { port: 9000, image: IMAGE },
  worker: { kind: "worker", image: IMAGE, probes: { kind: "exec", command: ["true"] } },
  cron: { kind: "cron", image: IMAGE, schedule: "@daily" },
  job: { kind: "job", image: IMAGE },
};

/** A service that may have a key: that of the first kind which has it. */
export function serviceWith(key: string): StackConfig {
  const kinds: Readonly<Record<string, readonly Kind[]>> = KEYS_OF_KINDS;
  return structuredClone(SERVICES[kinds[key]?.[0] ?? "web"]);
}

/** Names that are chosen, by the place of the map that has them; else "one". */
export const NAMES: Readonly<Record<string, string>> = {
  secrets: "platform-secrets",
  "secrets.<name>": "database-url",
  services: "second",
  "images.logins": "ghcr.io",
  "images.released": "web",
  environment: "A",
  secretFiles: "/run/one",
  files: "/etc/one",
  writable: "/var/one",
  volumes: "/data",
};

/** What stands at a place, right in itself, when something below it is wrong. */
export const RIGHT: Readonly<Record<string, unknown>> = {
  target: { ...KUBERNETES_TARGET, loadBalancers: "available" },
  "images.logins.<name>": { secret: "login" },
  rehearsal: { of: "dev", factor: 1 },
  "services.<name>.checks.0": { path: "/" },
  "services.<name>.expose": { kind: "node" },
  "services.<name>.expose.sources": ["192.0.2.0/24"],
  "services.<name>.metrics": { port: 9090 },
  "services.<name>.scaling": { min: 2, max: 4, cpu: "70%" },
  "services.<name>.user": { id: 10001 },
  "services.<name>.volumes.<name>": { size: "1Gi" },
  ...inContainers({
    "secrets.<name>": REFERENCE,
    "secretFiles.<name>": REFERENCE,
  }),
};

/** The same of the container of a service, and of those beside it. */
function inContainers<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    ["", "init.<name>.", "sidecars.<name>."].flatMap((place) =>
      Object.entries(values).map(([key, value]) => [`services.<name>.${place}${key}`, value]),
    ),
  );
}

const AMOUNTS = { "limits.cpu": "9m", "limits.memory": "15Mi", "requests.cpu": 17, "requests.memory": "65Gi" };
const PROBES = { kind: "grpc", liveness: "healthz", readiness: "/a?b", startupTimeout: "1s" };

/**
 * A value of the right type that is none of the allowed ones, for each place at which there are such values. A key without one is a key
 * of which nobody has tried what is said of a wrong value.
 */
export const OUT_OF_RANGE: Readonly<Record<string, unknown>> = {
  environment: "test",
  "images.logins.<name>.password": "a b",
  "images.logins.<name>.secret": "Login",
  "images.logins.<name>.username": "",
  "images.released.<name>": "v1.0.0",
  "images.resolve": " ",
  "monitoring.namespace": "-",
  "namespace.name": "Platform",
  "namespace.podSecurity": "privileged",
  "namespace.quota": "large",
  "namespace.quota.cpu": "50m",
  "namespace.quota.memory": "1Mi",
  "namespace.quota.pods": 0,
  "rehearsal.factor": 1.5,
  "rehearsal.generated.0": "platform-secrets",
  "rehearsal.of": "test",
  "rehearsal.storage": "17Gi",
  scale: 0.05,
  "secrets.<name>.<name>.template": "postgresql://a:b@c/d",
  "secrets.<name>.<name>.value": "",
  "services.<name>.before.0": "Web",
  "services.<name>.build.context": "",
  "services.<name>.build.repository": "Platform",
  "services.<name>.build.target": "a b",
  "services.<name>.checks.0.contains": "",
  "services.<name>.checks.0.path": "a b",
  "services.<name>.checks.0.status": 99,
  "services.<name>.concurrency": "Forbid",
  "services.<name>.deadline": "25h",
  "services.<name>.drainTimeout": "5m",
  "services.<name>.expose.kind": "ingress",
  "services.<name>.expose.nodePort": 29999,
  "services.<name>.expose.sources": [],
  "services.<name>.expose.sources.0": "192.0.2.1",
  "services.<name>.history.failed": 101,
  "services.<name>.history.succeeded": -1,
  ...inContainers({ ...AMOUNTS, command: [], args: [], image: "nginx:latest", imageOf: "Web" }),
  ...inContainers({ "secrets.<name>.key": "a b", "secrets.<name>.secret": "A" }),
  ...inContainers({ "secretFiles.<name>.key": "a b", "secretFiles.<name>.secret": "A" }),
  "services.<name>.kind": "daemon",
  "services.<name>.metrics.path": "metrics",
  "services.<name>.metrics.port": 80,
  "services.<name>.name": "2nd",
  "services.<name>.needs.0.cidr": "10/8",
  "services.<name>.needs.0.except.0": "10/8",
  "services.<name>.needs.0.host": "a b",
  "services.<name>.needs.0.internet": false,
  "services.<name>.needs.0.ports": [],
  "services.<name>.needs.0.ports.0": 0,
  "services.<name>.needs.0.service": "Web",
  "services.<name>.port": 80,
  "services.<name>.ports.<name>": 65536,
  "services.<name>.probes.command": [],
  ...Object.fromEntries(Object.entries(PROBES).map(([key, value]) => [`services.<name>.probes.${key}`, value])),
  "services.<name>.progressDeadline": "1s",
  "services.<name>.retries": 7,
  "services.<name>.scaling": 51,
  "services.<name>.scaling.cpu": "0%",
  "services.<name>.scaling.max": 51,
  "services.<name>.scaling.memory": "1001%",
  "services.<name>.scaling.min": 0,
  "services.<name>.schedule": "0 25 * * *",
  "services.<name>.sidecars.<name>.ports.<name>": 80,
  "services.<name>.sidecars.<name>.probes.command": [],
  "services.<name>.sidecars.<name>.probes.port": 80,
  ...Object.fromEntries(
    Object.entries(PROBES).map(([key, value]) => [`services.<name>.sidecars.<name>.probes.${key}`, value]),
  ),
  "services.<name>.startingDeadline": "1s",
  "services.<name>.strategy": "canary",
  "services.<name>.timeZone": "utc",
  "services.<name>.user.group": -1,
  "services.<name>.user.id": 0,
  "services.<name>.version": "v 1",
  "services.<name>.volumes.<name>.access": "all",
  "services.<name>.volumes.<name>.class": "Fast",
  "services.<name>.volumes.<name>.size": "65Ti",
  "services.<name>.writable.<name>": "17Gi",
  "target.context": "a b",
  "target.docker.host": "localhost",
  "target.docker.network": "bridge",
  "target.identifier": "a b",
  "target.kind": "aws",
  "target.kubeconfig": " ",
  "target.loadBalancers": "some",
  "target.networkPolicies": "some",
  "target.nodeAddress": "::1",
  "target.registry.address": "https://registry",
  "target.storageClass": "Fast",
  "target.version": "1.26",
  "workload.cpu": "9m",
  "workload.memory": "65Gi",
  "workload.replicas": 51,
};

/** A name that is none of the allowed ones, for each map whose names are chosen. */
export const WRONG_NAMES: Readonly<Record<string, string>> = {
  "images.logins": "https://ghcr.io",
  "images.released": "Web",
  secrets: "Secret",
  "secrets.<name>": "a b",
  services: "Web_2",
  ...inContainers({ environment: "A-B", secrets: "A-B", secretFiles: "run" }),
  "services.<name>.build.args": "A-B",
  "services.<name>.files": "/etc/my file",
  "services.<name>.init": "A",
  "services.<name>.ports": "a-name-of-sixteen",
  "services.<name>.sidecars": "A",
  "services.<name>.sidecars.<name>.ports": "a--b",
  "services.<name>.volumes": "data",
  "services.<name>.writable": "/",
};
