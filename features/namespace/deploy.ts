import * as pulumi from "@pulumi/pulumi";
import type { Quota } from "../../config/demand";
import { largestOf } from "../../config/demand";
import type { LastUpdate } from "../last-update";
import type { ResolvedNamespace } from "./config";

/** Name of the output in which a stack keeps the quota that follows from its services. */
const OUTPUT = "quota";

/** The quota of a namespace, and what the stack says of it. */
export interface DeployedQuota {
  readonly quota: pulumi.Input<Quota>;
  /** Undefined where the stack's file names the quota. */
  readonly outputs?: { readonly [OUTPUT]: pulumi.Output<Quota> };
}

/**
 * The quota that is named, or the one that services need, but no smaller than that of the last update: old pods count until new ones have
 * taken their place, which they could not where the quota had shrunk before.
 */
export function quotaOf({ quota, followsDemand }: ResolvedNamespace, last: LastUpdate): DeployedQuota {
  if (!followsDemand) return { quota };
  const grown = pulumi.output(last.output(OUTPUT).then((before) => largestOf(quota, before)));
  return { quota: grown, outputs: { [OUTPUT]: grown } };
}
