import Module from "node:module";
import { dirname } from "node:path";
import { transform } from "esbuild";

/**
 * Loads a module of this text in the place of a file, as `require` would.
 *
 * @param dependants what imports the file, directly or by way of others: it is loaded anew when it is asked for, and so sees the text.
 */
export async function load(file: string, source: string, dependants: readonly string[]): Promise<void> {
  forget([file, ...dependants]);
  const { code } = await transform(source, { loader: "ts", format: "cjs", sourcefile: file });
  const module = new Module(file);
  module.filename = file;
  module.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(dirname(file));
  require.cache[file] = module;
  try {
    (module as unknown as { _compile(code: string, file: string): void })._compile(code, file);
  } catch (error) {
    forget([file]);
    throw error;
  }
}

/** Makes modules be loaded anew from their files. */
export function forget(files: readonly string[]): void {
  for (const file of files) Reflect.deleteProperty(require.cache, file);
}
