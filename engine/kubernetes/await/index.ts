import type { KubernetesObject } from "../types";
import { annotationOf, skipsAwait, timeoutOf } from "./annotations";
import { AwaitError, type AwaitContext } from "./contract";
import { deletionRule } from "./deletion";
import { ruleOf } from "./kinds";
import type { Rule } from "./rule";
import { describe } from "./shapes";
import { waitByRule, waitUntilGone } from "./wait";
import { parseWaitFor, WAIT_FOR } from "./wait-for";

export { AwaitError, type AwaitContext, type AwaitFailure } from "./contract";
export { parseWaitFor } from "./wait-for";

/** The rule of the program's annotation, else of the kind. */
function ruleFor({ object, inputs }: AwaitContext): Rule | undefined {
  const annotation = annotationOf(inputs, WAIT_FOR);
  if (annotation === undefined) return ruleOf(object);
  try {
    return parseWaitFor(annotation);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const headline = `${describe(object)}: the annotation ${WAIT_FOR} cannot be read: ${message}`;
    throw new AwaitError(headline, [], object, "Failed");
  }
}

/**
 * Waits until a written object does what it is there for, by the rule of its kind or by its annotation `pulumi.com/waitFor`. Kinds
 * without a rule, and objects with `pulumi.com/skipAwait`, are ready at once.
 *
 * @param context what was written, and how long to wait.
 * @returns the final live object.
 * @throws AwaitError with the cause on top as soon as it is certain, when the time is up, or when the signal fires.
 */
export async function awaitReady(context: AwaitContext): Promise<KubernetesObject> {
  if (skipsAwait(context.inputs)) return context.object;
  const rule = ruleFor(context);
  return rule ? waitByRule(context, rule, timeoutOf(context)) : context.object;
}

/**
 * Waits until a deleted object is gone from the API server. Objects with `pulumi.com/skipAwait` are not waited for.
 *
 * @param context the object as it was last read.
 * @throws AwaitError that names what holds it (finalizers, a namespace's own conditions), when that is certain, the time is up, or
 *   the signal fires.
 */
export async function awaitDeleted(context: AwaitContext): Promise<void> {
  if (skipsAwait(context.inputs)) return;
  await waitUntilGone(context, deletionRule(context.object), timeoutOf(context));
}
