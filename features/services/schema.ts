import { z } from "zod";
import {
  containerFile,
  containerPath,
  dnsLabel,
  durationBetween,
  integer,
  map,
  memoryBetween,
  oneOf,
  strict,
  text,
} from "../../config/fields";
import { HIGHEST_ID } from "../../formats/dockerfile/users";
import { parseImageReference } from "../../formats/image-reference";
import { SERVICE_NAME } from "../../config/names";
import { needSchema } from "./needs";
import { replicaCount, replicaCpu, replicaMemory } from "../workload/config";

const environmentName = () =>
  text(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable name: letters, digits and _, not first a digit");
const httpPath = () => text(/^\/[^\s?#]*$/, "a path that begins with /, without query");
const label = (wanted: string) => text(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, wanted);
const environmentValue = () => z.string({ error: "allowed: a string: write it in quotes" });

const EXTERNAL_IMAGE =
  "allowed: an image by a tag that says its version, such as ghcr.io/acme/app:v1.2.3, or by digest: name@sha256:<64 hex digits>; " +
  "latest, which no tag means too, is whatever was pushed last";

/** Whether it is clear which image is meant, as far as a name can say it. */
function isExternalImage(name: string): boolean {
  const { tag, digest } = parseImageReference(name) ?? {};
  return digest === undefined ? tag !== undefined && tag !== "latest" : digest.startsWith("sha256:");
}

const secretKey = strict({
  /** Name of the Secret. */
  secret: dnsLabel(),
  /** Key of the Secret. */
  key: text(/^[-._a-zA-Z0-9]+$/, "a key of the secret"),
});

const build = strict({
  /** Folder with the Dockerfile and what it copies, relative to the project. */
  context: z.string({ error: "allowed: a folder, relative to the project" }).min(1, "allowed: a folder, not empty"),
  /** Dockerfile, relative to the context. @default "Dockerfile" */
  dockerfile: z.string({ error: "allowed: a file, relative to the context" }).default("Dockerfile"),
  /** Repository in the registry. @default "platform/<service name>" */
  repository: text(
    /^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/,
    "a repository such as platform/web, in lower case",
  ).optional(),
  /** Stage to build. @default the last one */
  target: text(/^\S+$/, "the name of a stage").optional(),
  /** Build arguments beside those for the base images. Never secrets: they stay readable in the image. @default none */
  args: map(environmentName(), environmentValue(), "a map of build arguments").default({}),
});

const probes = strict({
  /** How the service is asked: http, or tcp for one that speaks no HTTP. @default http */
  kind: oneOf(["http", "tcp"]).default("http"),
  /** Path that answers 2xx while the service wants traffic. @default /readyz */
  readiness: httpPath().default("/readyz"),
  /** Path that answers 2xx while the process is sound, whatever it depends on. @default /healthz */
  liveness: httpPath().default("/healthz"),
  /** How long a replica may take to start. @default 60s */
  startupTimeout: durationBetween("5s", "4m").default(60),
});

/** A service: from any folder with a Dockerfile, or of an image that exists, by configuration alone. */
export const serviceSchema = strict({
  /** Name in the cluster and in DNS. @default the key of the service */
  name: text(SERVICE_NAME, "a DNS label that begins with a letter (a-z, 0-9, -; at most 63)").optional(),
  /** Version shown in labels and used as the image's tag; deployed is always the digest. */
  version: label("a version such as v1.0.0").optional(),
  /** What to build. Either this or `image`. */
  build: build.optional(),
  /**
   * An image that exists, by tag or by digest; either this or `build`. A tag is resolved to its digest once, and anew when `images.resolve`
   * changes; where both are given, the digest counts.
   */
  image: z.string({ error: EXTERNAL_IMAGE }).refine(isExternalImage, { error: EXTERNAL_IMAGE }).optional(),
  /** Port on which the container listens. */
  port: integer(1024, 65535),
  /** Number of replicas. @default workload.replicas of the environment */
  replicas: replicaCount().optional(),
  requests: strict({
    /** Memory that a replica is sure to get. @default workload.memory of the environment */
    memory: replicaMemory().optional(),
    /** CPU that a replica is sure to get. @default workload.cpu of the environment */
    cpu: replicaCpu().optional(),
  }).default({}),
  limits: strict({
    /** Memory at which a replica is ended. @default twice the request */
    memory: replicaMemory().optional(),
    /** CPU beyond which a replica waits. @default twice the request */
    cpu: replicaCpu().optional(),
  }).default({}),
  /** Environment variables; ENVIRONMENT and LOG_LEVEL are set by the platform unless named here. @default none */
  environment: map(environmentName(), environmentValue(), "a map of environment variables").default({}),
  /** Environment variables that come from a Secret of `secrets`. @default none */
  secrets: map(environmentName(), secretKey, "a map from variables to {secret, key}").default({}),
  /** Files that come from a Secret of `secrets`, by path: unlike a variable, a file is not passed on to every child process. @default none */
  secretFiles: map(containerPath(), secretKey, "a map from paths to {secret, key}").default({}),
  /** Files of the container, by path, with their text. @default none */
  files: map(
    containerFile(),
    z.string({ error: "allowed: the text of the file" }),
    "a map from paths to strings",
  ).default({}),
  /** Folders that can be written (the rest of the file system cannot), with their size; /tmp always can be. @default /tmp with 64Mi */
  writable: map(containerPath(), memoryBetween("1Mi", "16Gi"), "a map from folders to sizes").default({}),
  /** Who the processes run as. */
  user: strict({
    /** Number of the user; from 10000 on no user of a node has it. @default that of the Dockerfile's USER; with `image`, the image's own */
    id: integer(1, HIGHEST_ID),
    /** Number of the group. @default that of the Dockerfile's USER, or that of the user */
    group: integer(0, HIGHEST_ID).optional(),
  }).optional(),
  /** How the platform knows whether a replica is started, ready and alive. */
  probes: probes.prefault({}),
  /** Where the service serves its metrics for Prometheus. @default none */
  metrics: strict({
    /** Port on which the container serves them and nothing else: not `port`, and never open to the outside. */
    port: integer(1024, 65535),
    /** Path that answers in Prometheus' text format. @default /metrics */
    path: httpPath().default("/metrics"),
  }).optional(),
  /** How it is reached from outside the cluster. @default not at all */
  expose: strict({
    /** node: a port of every node. */
    kind: oneOf(["node"]),
    /** Which port of the nodes. @default chosen by the cluster */
    nodePort: integer(30000, 32767).optional(),
  }).optional(),
  /** rolling: no moment without a replica; recreate: the old one ends before the new one starts. @default rolling */
  strategy: oneOf(["rolling", "recreate"]).default("rolling"),
  /** How long requests in flight may take to finish when a replica is stopped. @default 20s */
  drainTimeout: durationBetween("1s", "4m").default(20),
  /** How long a release may make no progress before it has failed. @default 2m, or more where starting and ending need it */
  progressDeadline: durationBetween("10s", "5m").optional(),
  /** Whom it calls: other services by their keys, or addresses; everything else is denied. @default nobody */
  needs: z.array(needSchema, { error: "allowed: a list of keys of services, or of maps" }).default([]),
});

/** A key of a Secret, as a service names it. */
export type SecretReference = z.infer<typeof secretKey>;

/** A checked service of the configuration. */
export type ServiceConfig = z.infer<typeof serviceSchema>;

const schema = map(dnsLabel(), serviceSchema, "a map from services to what they are");

/** The services, by a key that other services name them by. */
export const servicesFeature = { key: "services", schema } as const;
