import { globSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";

/** Which of the project's files import a file, as far as the tests of policies lead. */
export class Imports {
  private constructor(
    private readonly importers: ReadonlyMap<string, readonly string[]>,
    private readonly sizes: ReadonlyMap<string, number>,
  ) {}

  /** Reads what the tests of policies import, directly and by way of other files. */
  static async read(): Promise<Imports> {
    const { metafile } = await build({
      entryPoints: globSync("test/policy/**/*.test.ts").sort(),
      bundle: true,
      write: false,
      metafile: true,
      packages: "external",
      platform: "node",
      outdir: "unused",
    });
    const importers = new Map<string, string[]>();
    const sizes = new Map<string, number>();
    for (const [path, { imports, bytes }] of Object.entries(metafile.inputs)) {
      sizes.set(resolve(path), bytes);
      for (const imported of imports.filter(({ external }) => !external)) {
        const file = resolve(imported.path);
        importers.set(file, [...(importers.get(file) ?? []), resolve(path)]);
      }
    }
    return new Imports(importers, sizes);
  }

  /** All files that import a file, directly or by way of others: the nearest first, of those equally near the smallest. */
  dependantsOf(file: string): string[] {
    const size = (one: string) => this.sizes.get(one) ?? 0;
    const found = new Set<string>();
    for (let near = [file]; near.length > 0;) {
      const further = new Set(near.flatMap((one) => this.importers.get(one) ?? []).filter((one) => !found.has(one)));
      near = [...further].sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1));
      for (const one of near) found.add(one);
    }
    return [...found];
  }
}
