import { z } from "zod";
import type { Rule } from "../../config/draft";
import { serviceFault, servicesOf } from "../../config/draft";
import { integer, strict } from "../../config/fields";
import { isEverybody, range } from "./ranges";

/** A port of every node. */
const nodeExposure = strict({
  kind: z.literal("node"),
  /** Which port of the nodes (node only). @default chosen by the cluster */
  nodePort: integer(30000, 32767).optional(),
});

/** An address of its own, which the target gives. */
const loadBalancerExposure = strict({
  /** node: a port of every node; loadBalancer: an address of its own, on a target that gives one. */
  kind: z.literal("loadBalancer"),
  /** Ranges of addresses from which it may be reached, never everybody's (loadBalancer only, which must have some). */
  sources: z
    .array(
      range().refine((one) => !isEverybody(one), {
        error: "allowed: the networks of the clients; /0 is everybody",
      }),
      { error: "allowed: a list of ranges of addresses" },
    )
    .min(1, "allowed: at least one range of addresses"),
});

const KINDS = "allowed: node (a port of every node) or loadBalancer (an address that the target gives)";

/** How a service is reached from outside the cluster. */
export const exposeSchema = z.discriminatedUnion("kind", [nodeExposure, loadBalancerExposure], {
  error: ({ code }) => (code === "invalid_union" ? KINDS : "allowed: a map with the key kind (node, loadBalancer)"),
});

const loadBalancersAreGiven: Rule = ({ config }) => {
  const { target } = config;
  const isGiven = target === undefined || (target.kind === "kubernetes" && target.loadBalancers === "available");
  const because =
    target?.kind === "embedded"
      ? "the embedded cluster gives no load balancers: make it kind node"
      : "platform:target.loadBalancers is none: make it kind node, or say available there if the cluster gives addresses";
  return servicesOf(config).flatMap(([key, { expose }]) =>
    expose?.kind !== "loadBalancer" || isGiven ? [] : [serviceFault(key, "expose.kind", expose.kind, because)],
  );
};

/** What must hold between the exposure of services and their target. */
export const exposureRules: readonly Rule[] = [loadBalancersAreGiven];
