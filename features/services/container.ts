import { z } from "zod";
import { parseImageReference } from "../../formats/image-reference";
import { containerPath, dnsLabel, map, strict, text } from "../../config/fields";
import { replicaCpu, replicaMemory } from "../workload/config";
import { containerPort, ports, probeKeys } from "./ports";
import { words } from "./words";

/** Name of an environment variable. */
export const environmentName = () =>
  text(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable name: letters, digits and _, not first a digit");
/** Value of an environment variable, or of a build argument. */
export const environmentValue = () => z.string({ error: "allowed: a string: write it in quotes" });

const EXTERNAL_IMAGE =
  "allowed: an image by a tag that says its version, such as ghcr.io/acme/app:v1.2.3, or by digest: name@sha256:<64 hex digits>; " +
  "latest, which no tag means too, is whatever was pushed last";

/** An image that exists, by a name that says which one is meant. */
export const imageReference = () =>
  z.string({ error: EXTERNAL_IMAGE }).refine(isExternalImage, { error: EXTERNAL_IMAGE });

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

/** What every container may say of what runs in it. */
export const containerKeys = {
  /** Program that runs in place of the image's own, a string for each word. @default the image's ENTRYPOINT */
  command: words().optional(),
  /** Arguments of the program, a string for each word. @default the image's CMD */
  args: words().optional(),
  /** Environment variables; ENVIRONMENT and LOG_LEVEL are set by the platform unless named here. @default none */
  environment: map(environmentName(), environmentValue(), "a map of environment variables").default({}),
  /** Environment variables that come from a Secret of `secrets`. @default none */
  secrets: map(environmentName(), secretKey, "a map from variables to {secret, key}").default({}),
  /** Files that come from a Secret of `secrets`, by path: unlike a variable, a file is not passed on to every child process. @default none */
  secretFiles: map(containerPath(), secretKey, "a map from paths to {secret, key}").default({}),
};

/** What a container beside that of the service may be, in the same pod: it has the service's files, writable folders and volumes at the same paths. */
const extraKeys = {
  /** An image that exists, by tag or by digest. Either this or `imageOf`. */
  image: imageReference().optional(),
  /** Service (by key) whose image it is. @default the service's own image, where there is no `image` either */
  imageOf: dnsLabel().optional(),
  ...containerKeys,
  requests: strict({
    /** Memory that the container is sure to get. @default 64Mi */
    memory: replicaMemory().default("64Mi"),
    /** CPU that the container is sure to get. @default 50m */
    cpu: replicaCpu().default("50m"),
  }).prefault({}),
  limits: strict({
    /** Memory at which the container is ended. @default the request */
    memory: replicaMemory().optional(),
    /** CPU beyond which the container waits. @default twice the request */
    cpu: replicaCpu().optional(),
  }).default({}),
};

const extraContainer = strict(extraKeys);

const sidecar = strict({
  ...extraKeys,
  /** Ports on which it listens, by name; those of a web service are called by those that need the service, as its own are. @default none */
  ports: ports().optional(),
  /** How the platform knows whether it is started, ready and alive; what comes after it starts when it has. @default not asked */
  probes: strict({
    ...probeKeys,
    /** Port on which it is asked, which nobody else can call unless it is one of `ports` (http and tcp). @default the first of `ports` */
    port: containerPort().optional(),
  }).optional(),
});

/** Containers by their names. */
export const extraContainers = () => map(dnsLabel(), extraContainer, "a map from names to containers").default({});

/** Containers that run as long as the service does, by their names. */
export const sidecars = () => map(dnsLabel(), sidecar, "a map from names to containers").default({});

/** A key of a Secret, as a service names it. */
export type SecretReference = z.infer<typeof secretKey>;

/** A checked container beside that of a service. */
export type ExtraContainerConfig = z.infer<typeof extraContainer>;

/** A checked container that runs as long as the service does. */
export type SidecarConfig = z.infer<typeof sidecar>;
