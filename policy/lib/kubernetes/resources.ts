import type { Node } from "../node";
import { quantity } from "./quantity";
import type { Container, PodTemplate } from "./workload";

/** The containers that ask for resources. Ephemeral ones never do: the API server refuses it. */
export function sized(pod: PodTemplate | undefined): Container[] {
  return pod?.containers("initContainers", "containers") ?? [];
}

/** Whether a value is a quantity of something. Zero is none: it reserves and limits nothing. */
export function isAmount(value: unknown): boolean {
  return (quantity(value) ?? 0) > 0;
}

/** The quantity at a place. @throws Undecided when it is not known yet. */
export function amountAt(node: Node): number | undefined {
  return quantity(node.read());
}

/** Whether an amount is larger than another, by more than fractions lose when they are added up. */
export function exceeds(amount: number, other: number): boolean {
  return amount > other * (1 + 1e-9);
}

/**
 * What a container asks for. The API server takes the limit where there is no request.
 *
 * @param name such as `memory`.
 * @throws Undecided when it is not known yet.
 */
export function requestOf(container: Node, name: string): number | undefined {
  return amountAt(container.at("resources", "requests", name)) ?? limitOf(container, name);
}

/** What a container may use at most. @throws Undecided when it is not known yet. */
export function limitOf(container: Node, name: string): number | undefined {
  return amountAt(container.at("resources", "limits", name));
}
