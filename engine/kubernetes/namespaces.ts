import { missingNamespace, type MissingNamespace, type ProviderContext } from "./context";
import { withPrerequisite, type Limits } from "./prerequisites";
import { namespaceKey, type Declaration } from "./run";
import { ApiError, type KubernetesObject } from "./types";

/** How long, in milliseconds, a namespace that nobody has declared may take to come from another provider of the same run. */
const UNDECLARED = 10_000;

/**
 * Writes an object; again when its namespace is missing, as long as this run is to create that.
 *
 * @throws ApiError that says why the namespace is missing and what to do, when it will not come, or not in time.
 */
export function inNamespace<Result>(
  limits: Limits,
  object: KubernetesObject,
  write: () => Promise<Result>,
): Promise<Result> {
  return withPrerequisite(limits, write, (error) => {
    const missing = missingNamespace(error, object.metadata.namespace);
    return (
      missing && {
        key: namespaceKey(missing.name),
        title: `namespace "${missing.name}"`,
        refute: (declaration, waited) => whyMissing(missing, declaration, waited),
      }
    );
  });
}

/** Why a namespace does not exist although the run is not to create it any more; undefined while it may come from elsewhere. */
function whyMissing(
  { name, ending }: MissingNamespace,
  declaration: Declaration | undefined,
  waited: number,
): string | undefined {
  if (declaration?.progress === "failed") {
    return `namespace "${name}" does not exist: it was not created, and the error of that resource says why.`;
  }
  if (ending) {
    const next = declaration ? "run `pulumi up --refresh`, which creates it again" : "create it again";
    return `namespace "${name}" is being deleted, and nothing can be created in it. Wait until it is gone; then ${next}.`;
  }
  if (declaration) {
    return (
      `namespace "${name}" is in the stack's state but not in the cluster: it was deleted outside of Pulumi, and everything in ` +
      `it with it. Run \`pulumi up --refresh\`, which creates again what is gone.`
    );
  }
  return waited < UNDECLARED
    ? undefined
    : `namespace "${name}" does not exist, and nothing in this run declares a Namespace of that name. Check the spelling, or ` +
        `declare it and let the resource depend on it. If it was deleted, and another stack or provider has it in its state, run ` +
        `\`pulumi up --refresh\` there first.`;
}

/**
 * Says in a preview what the update would fail with: that an object's namespace is in the state, unchanged, and not in the cluster.
 * The namespace is not created again on the way: the engine leaves unchanged objects alone, so those that went with it would stay
 * missing while the state says that they exist. Only a refresh finds all of them.
 *
 * @throws ApiError when it is so.
 */
export async function refuseMissingNamespace(
  { announcements, client }: ProviderContext,
  { metadata }: KubernetesObject,
  signal: AbortSignal,
): Promise<void> {
  const name: unknown = metadata.namespace;
  const declaration = typeof name === "string" ? announcements.find(namespaceKey(name)) : undefined;
  if (typeof name !== "string" || declaration?.progress !== "unchanged") {
    return;
  }
  let live: KubernetesObject | undefined;
  try {
    live = await client.get({ apiVersion: "v1", kind: "Namespace", name }, signal);
  } catch (error) {
    // A preview may run with credentials that cannot read namespaces.
    if (error instanceof ApiError && error.code === 403) {
      return;
    }
    throw error;
  }
  const ending = live?.metadata.deletionTimestamp !== undefined;
  const reason = live && !ending ? undefined : whyMissing({ name, ending }, declaration, 0);
  if (reason !== undefined) {
    throw new ApiError(reason, 404, "NotFound");
  }
}
