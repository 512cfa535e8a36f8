/** Takes a property path of Pulumi apart, such as `spec.containers[0].image` or `data["a.b"][*]`. */
export function segmentsOf(path: string): string[] {
  const parts = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, plain]) => quoted?.replace(/\\(.)/g, "$1") ?? index ?? plain ?? "");
}

/** Tells whether two paths meet: whether one leads to a part of what the other one leads to. `*` stands for any key. */
export function meet(one: readonly string[], other: readonly string[]): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((key, index) => key === "*" || other[index] === "*" || key === other[index]);
}
