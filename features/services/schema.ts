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
import { SERVICE_NAME } from "../../config/names";
import { exposeSchema } from "./exposure";
import { needSchema } from "./needs";
import { scalingSchema } from "../scale/schema";
import { replicaCpu, replicaMemory } from "../workload/config";
import { checks } from "./checks";
import {
  containerKeys,
  environmentName,
  environmentValue,
  extraContainers,
  imageReference,
  sidecars,
} from "./container";
import { KINDS } from "./kinds";
import { httpPath, ports, probeKeys } from "./ports";
import { runKeys } from "./runs";
import { volumes } from "./volumes";

const label = (wanted: string) => text(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, wanted);

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

/** A service: from any folder with a Dockerfile, or of an image that exists, by configuration alone. */
export const serviceSchema = strict({
  /** web: answers on a port; worker: runs without one; cron: runs by a schedule; job: runs once per release. @default web */
  kind: oneOf(KINDS).default("web"),
  /** Name in the cluster and in DNS. @default the key of the service */
  name: text(SERVICE_NAME, "a DNS label that begins with a letter (a-z, 0-9, -; at most 63)").optional(),
  /** Version shown in labels and used as the image's tag; deployed is always the digest. */
  version: label("a version such as v1.0.0").optional(),
  /** What to build. One of this, `image` and `imageOf`. */
  build: build.optional(),
  /**
   * An image that exists, by tag or by digest; one of this, `build` and `imageOf`. A tag is resolved to its digest once, and anew when
   * `images.resolve` changes; where both are given, the digest counts.
   */
  image: imageReference().optional(),
  /** Service (by key) whose image it is. One of this, `build` and `image`. */
  imageOf: dnsLabel().optional(),
  /** Port on which the container listens (web only, which must have one). */
  port: integer(1024, 65535).optional(),
  /** Further ports on which the container listens, by name (web only); `expose` opens none of them. @default none */
  ports: ports().optional(),
  /** How many replicas: a number, or bounds between which an autoscaler decides. @default workload.replicas of the environment */
  scaling: scalingSchema.optional(),
  requests: strict({
    /** Memory that a replica is sure to get. @default workload.memory of the environment */
    memory: replicaMemory().optional(),
    /** CPU that a replica is sure to get. @default workload.cpu of the environment */
    cpu: replicaCpu().optional(),
  }).default({}),
  limits: strict({
    /** Memory at which a replica is ended. @default the request */
    memory: replicaMemory().optional(),
    /** CPU beyond which a replica waits. @default twice the request */
    cpu: replicaCpu().optional(),
  }).default({}),
  ...containerKeys,
  /** Files of the container, by path, with their text. @default none */
  files: map(
    containerFile(),
    z.string({ error: "allowed: the text of the file" }),
    "a map from paths to strings",
  ).default({}),
  /** Folders that can be written (the rest of the file system cannot), with their size; /tmp always can be. @default /tmp with 64Mi */
  writable: map(containerPath(), memoryBetween("1Mi", "16Gi"), "a map from folders to sizes").default({}),
  /** Volumes that stay, by the path at which they are mounted. @default none */
  volumes,
  /** Containers that run to their end, one after the other, before the service starts. @default none */
  init: extraContainers(),
  /** Containers that start before the service, each when the one before it has started, and run as long as it does. @default none */
  sidecars: sidecars(),
  /** Who the processes run as. */
  user: strict({
    /** Number of the user; from 10000 on no user of a node has it. @default that of the Dockerfile's USER; with `image`, 10001 */
    id: integer(1, HIGHEST_ID),
    /** Number of the group. @default that of the Dockerfile's USER, or that of the user */
    group: integer(0, HIGHEST_ID).optional(),
  }).optional(),
  /** How the platform knows whether a replica is started, ready and alive (web and worker); a worker is asked on the port of its metrics. */
  probes: strict(probeKeys).optional(),
  /** Where the service serves its metrics for Prometheus. @default none */
  metrics: strict({
    /** Port on which the container serves them and nothing else: not `port`, and never open to the outside. */
    port: integer(1024, 65535),
    /** Path that answers in Prometheus' text format. @default /metrics */
    path: httpPath().default("/metrics"),
  }).optional(),
  /** What a new release is asked before it counts as good (web only), by `platform validate`: GET requests. @default none but its readiness */
  checks: checks().optional(),
  /** How it is reached from outside the cluster. @default not at all */
  expose: exposeSchema.optional(),
  /** rolling: no moment without a replica; recreate: the old one ends before the new one starts. @default rolling; recreate with a volume of access one */
  strategy: oneOf(["rolling", "recreate"]).optional(),
  /** How long requests in flight may take to finish when a replica is stopped. @default 20s */
  drainTimeout: durationBetween("1s", "4m").optional(),
  /** How long a release may make no progress before it has failed. @default 2m, or more where starting and ending need it */
  progressDeadline: durationBetween("10s", "5m").optional(),
  /** Whom it calls: other services by their keys, or addresses; everything else is denied. @default nobody */
  needs: z.array(needSchema, { error: "allowed: a list of keys of services, or of maps" }).default([]),
  ...runKeys,
});

/** A checked service of the configuration. */
export type ServiceConfig = z.infer<typeof serviceSchema>;

const schema = map(dnsLabel(), serviceSchema, "a map from services to what they are");

/** The services, by a key that other services name them by. */
export const servicesFeature = { key: "services", schema } as const;
