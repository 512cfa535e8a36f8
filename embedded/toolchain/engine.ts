import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../paths";
import { cachedPath, ensureCached, hashInputs } from "./cache";
import { heapFlags } from "../../engine/v8-heap";

/** Where the bundled engine parts are. */
export interface Engine {
  /** A folder for PATH, with `pulumi-language-nodejs`. */
  languageHostDirectory: string;
  /** What `$PULUMI_HOME/plugins` has to be: a folder `resource-NAME-vVERSION` for each provider plugin. */
  pluginsDirectory: string;
}

const ENGINE = "engine";
const LANGUAGE = "language";

/** What the bundles are made from. */
const INPUTS = [ENGINE, "formats", path.relative(repositoryRoot, __filename), "package-lock.json"];

/**
 * Bundles the language host and every provider plugin into one file each, unless that was done already from the same
 * sources, packages and Node.js. A bundle starts in a fraction of the time that its sources take.
 *
 * @throws Error when a source does not compile.
 */
export async function ensureEngine(): Promise<Engine> {
  const key = hashInputs(repositoryRoot, INPUTS, [process.execPath, process.version]);
  const final = cachedPath("engine", key);
  const directory = await ensureCached("engine", key, (temporary) => bundleAll(temporary, final));
  return {
    languageHostDirectory: path.join(directory, "bin"),
    pluginsDirectory: path.join(directory, "plugins"),
  };
}

/** Each folder with a `main.ts` is a program: the language host, or the provider plugin of the package of that name. */
function programs(): string[] {
  const engine = path.join(repositoryRoot, ENGINE);
  return fs.readdirSync(engine).filter((name) => fs.existsSync(path.join(engine, name, "main.ts")));
}

/** Where a program has to be for the Pulumi engine to find it. */
function locationOf(name: string): { folder: string; executable: string } {
  if (name === LANGUAGE) {
    return { folder: "bin", executable: "pulumi-language-nodejs" };
  }
  const manifest = path.join(repositoryRoot, "node_modules", "@pulumi", name, "package.json");
  const { version, pulumi } = JSON.parse(fs.readFileSync(manifest, "utf8")) as {
    version: string;
    pulumi?: { version?: string };
  };
  const number = (pulumi?.version ?? version).replace(/^v/, "");
  return { folder: path.join("plugins", `resource-${name}-v${number}`), executable: `pulumi-resource-${name}` };
}

/** @param final Where the directory will be once it is complete. */
async function bundleAll(directory: string, final: string): Promise<void> {
  // Loaded only when there is something to bundle, for a cached engine is asked for on every command.
  const { build } = await import("esbuild");
  await Promise.all(
    programs().map(async (name) => {
      const { folder, executable } = locationOf(name);
      const target = path.join(directory, folder);
      await build({
        entryPoints: [path.join(repositoryRoot, ENGINE, name, "main.ts")],
        outfile: path.join(target, "bundle.cjs"),
        bundle: true,
        platform: "node",
        format: "cjs",
        target: `node${process.versions.node}`,
        // Messages name classes and functions, and stack traces should too.
        keepNames: true,
        minifySyntax: true,
        minifyWhitespace: true,
        legalComments: "none",
        logLevel: "error",
      });
      copyLoaded(path.join(repositoryRoot, ENGINE, name), target);
      writeLauncher(target, executable, path.join(final, folder));
    }),
  );
}

/** Files that a program has other processes load: they stay files. */
function copyLoaded(from: string, to: string): void {
  for (const name of fs.readdirSync(from).filter((name) => name.endsWith(".cjs"))) {
    fs.copyFileSync(path.join(from, name), path.join(to, name));
  }
}

/**
 * The executable: a shell script, so that the Node.js that made the bundle also runs it, and a loader that keeps the compiled
 * code between starts.
 */
function writeLauncher(folder: string, executable: string, final: string): void {
  fs.writeFileSync(
    path.join(folder, "start.cjs"),
    `require("node:module").enableCompileCache(__dirname + "/compiled");\nrequire("./bundle.cjs");\n`,
  );
  const command = [process.execPath, ...heapFlags, path.join(final, "start.cjs")].map(quote).join(" ");
  fs.writeFileSync(path.join(folder, executable), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
