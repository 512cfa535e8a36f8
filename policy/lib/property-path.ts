import { parsePath, type PathElement } from "../../formats/property-path";

/** Takes a property path of Pulumi apart. One that the engine refuses may mean everything: it has no parts. */
export function segmentsOf(path: string): readonly PathElement[] {
  try {
    return parsePath(path);
  } catch {
    return [];
  }
}

/** Whether two paths meet: whether one leads to a part of what the other one leads to. `*` stands for every element. */
export function meet(one: readonly PathElement[], other: readonly PathElement[]): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((key, index) => key === "*" || other[index] === "*" || key === other[index]);
}
