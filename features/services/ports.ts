import { durationBetween, integer, map, oneOf, text } from "../../config/fields";
import { words } from "./words";

/** A path of HTTP. */
export const httpPath = () => text(/^\/[^\s?#]*$/, "a path that begins with /, without query");

/** A port on which a container may listen that has no privileges. */
export const containerPort = () => integer(1024, 65535);

/** Ports of a container by their names. */
export const ports = () =>
  map(
    text(
      /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
      "a name of a port: at most 15 of a-z, 0-9 and -, such as grpc",
    ),
    containerPort(),
    "a map from names to ports",
  );

/** How a container may be asked whether it is started, ready and alive. */
export const probeKeys = {
  /** How it is asked: http, tcp for one that speaks no HTTP, or exec for one that is asked by a program of its own. @default http */
  kind: oneOf(["http", "tcp", "exec"]).default("http"),
  /** Path that answers 2xx while it wants traffic. @default /readyz */
  readiness: httpPath().default("/readyz"),
  /** Path that answers 2xx while the process is sound, whatever it depends on. @default /healthz */
  liveness: httpPath().default("/healthz"),
  /** Program in the container that ends with 0 while all is well, a string for each word (exec only). */
  command: words().optional(),
  /** How long it may take to start. @default 60s */
  startupTimeout: durationBetween("5s", "4m").default(60),
};
