import { groupOf } from "./objects";
import { touches, type Difference } from "./property-diff";
import { ApiError, type KubernetesObject } from "./types";

/** How the API server and admission webhooks say that a field cannot change while the object lives. */
const IMMUTABLE =
  /immutable|(may|can) ?not be (changed|modified|updated)|(may|can) ?not change|can't be (changed|updated)|updates to .+ (are|is) forbidden/i;

/**
 * Kinds, by group, of which a refusal's words are enough for a replacement: everything in such an object comes from the program
 * or is made anew in any case, so that its successor is the same thing. All others may hold data, an address or the work of a
 * controller, custom resources among them (many are databases): a change of theirs that is refused is an error, for words do not
 * say what a deletion would destroy.
 */
const REPLACEABLE = new Set([
  "batch/Job",
  "discovery.k8s.io/EndpointSlice",
  "networking.k8s.io/IngressClass",
  "node.k8s.io/RuntimeClass",
  "apps/ReplicaSet",
  "resource.k8s.io/ResourceClaimTemplate",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/StorageClass",
  "/Pod",
]);

interface Cause {
  field?: string;
  message?: string;
}

/** The causes of a refusal that say that a field cannot change. */
function immutableCauses(error: unknown): Cause[] {
  if (!(error instanceof ApiError) || error.code !== 422) {
    return [];
  }
  return ((error.details as { causes?: Cause[] } | undefined)?.causes ?? []).filter(
    ({ message }) => message !== undefined && IMMUTABLE.test(message),
  );
}

/** Whether the server refused a change because a field cannot change while the object lives. */
export function isImmutableRefusal(error: unknown): boolean {
  return immutableCauses(error).length > 0;
}

/**
 * Of the differences, those that take a new object because the server refuses them, their field being immutable.
 *
 * @param object The object as it is to become; none of its differences counts unless it is of a kind that can be made again
 *   without loss.
 */
export function immutableDifferences(
  { apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">,
  error: unknown,
  differences: Difference[],
): Difference[] {
  if (!REPLACEABLE.has(`${groupOf(apiVersion)}/${kind}`)) {
    return [];
  }
  const fields = immutableCauses(error).map(({ field = "" }) => field.replace(/\[[^\]]*\]/g, ""));
  return differences.filter((difference) => fields.some((field) => touches(difference, field)));
}
