import type { Node } from "../node";
import type { Check } from "../rule";

/** Demands that there is a value, whichever. One that is not known yet, such as the ARN of a new key, will be one. */
export function expectPresent(check: Pick<Check<never>, "violation">, node: Node, wanted: string, fix?: string): void {
  if (!node.exists || node.value === "") check.violation({ at: node, wanted, fix });
}
