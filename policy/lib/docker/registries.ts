import type { Node } from "../node";
import type { Check } from "../rule";
import { isFrom, parseImage } from "../kubernetes/image";

/** JSON schema of a parameter that lists registries, without its description. */
export const REGISTRIES = {
  type: "array",
  items: { type: "string", minLength: 1 },
  default: [] as readonly string[],
} as const;

/** Demands that images are in one of these places: registries, each with a path below it if only that is meant. */
export function expectPlaces(
  check: Pick<Check<never>, "expect">,
  images: readonly Node[],
  places: readonly string[],
): void {
  const wanted = `an image of ${places.join(", ")}`;
  for (const image of images) {
    check.expect(
      image,
      (value) => isInPlace(value, places),
      places.length > 0 ? wanted : "an image of an allowed registry, and none is allowed",
    );
  }
}

/** Whether a value is the name of an image in one of these places. */
export function isInPlace(value: unknown, places: readonly string[]): boolean {
  const image = typeof value === "string" ? parseImage(value) : undefined;
  return image !== undefined && isFrom(image, places);
}
