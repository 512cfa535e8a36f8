import type { Stack } from "../stack";
import { kinds } from "./kinds";
import { inNamespace } from "./namespace";
import { amountAt } from "./resources";

const limitRanges = kinds("/LimitRange");

/** Where a LimitRange says what a container has that names nothing itself, in the order in which the API server looks. */
const SOURCES = {
  limits: ["default", "max"],
  requests: ["defaultRequest", "default", "max", "min"],
} as const;

/**
 * What the LimitRanges of a namespace give a container that asks for nothing.
 *
 * @param namespace as `namespaceOf` identifies it.
 * @param name such as `memory`.
 * @throws Undecided when it is not known yet.
 */
export function defaultAmount(
  stack: Stack,
  namespace: string,
  list: keyof typeof SOURCES,
  name: string,
): number | undefined {
  const search = () => {
    for (const range of inNamespace(stack, stack.where(limitRanges), namespace)) {
      for (const item of range.at("spec", "limits").items()) {
        if (item.at("type").text() !== "Container") continue;
        const source = SOURCES[list].find((one) => item.at(one, name).exists);
        if (source) return amountAt(item.at(source, name));
      }
    }
    return undefined;
  };
  return stack.once(namespace, search, `default ${list} ${name}`);
}
