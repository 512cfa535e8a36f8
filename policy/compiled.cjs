// All TypeScript of this package as one file of JavaScript, made anew when a source has changed. A pack of hundreds of rules starts in
// half the time: nothing is looked up, read and unpacked for each of them.
"use strict";
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { createHash } = require("node:crypto");

/** Folders of the package that no pack loads anything from. */
const LEFT_OUT = new Set(["node_modules", "config", "stacks", "generate"]);

function sourcesIn(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : sourcesIn(file);
    return /(?<!\.d)\.ts$/.test(entry.name) ? [file] : [];
  });
}

/** What changes whenever a source does, or the way they are compiled. */
function versionOf(files) {
  const hash = createHash("sha256").update(process.version);
  for (const file of [...files, __filename]) {
    const { mtimeMs, size } = fs.statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** One function a file, as Node.js itself wraps a module. */
function compile(root, files) {
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: files,
    outbase: root,
    outdir: root,
    format: "cjs",
    platform: "node",
    target: `node${process.versions.node}`,
    tsconfigRaw: {},
    write: false,
    // The error that is thrown says it all.
    logLevel: "silent",
  });
  const modules = outputFiles.map(({ path: file, text }) => {
    const name = JSON.stringify(path.relative(root, file).replace(/\.js$/, ".ts"));
    return `${name}: function (exports, require, module, __filename, __dirname) {${text}\n}`;
  });
  return `module.exports = {\n${modules.join(",\n")}\n};\n`;
}

/** Where compiled files are kept: with the packages, which are code of the same trust. */
function cacheFolder(root) {
  const packages = path.dirname(
    path.dirname(path.dirname(require.resolve("@pulumi/policy/package.json", { paths: [root] }))),
  );
  return path.join(packages, ".cache", "platform-policy");
}

/** Puts a file in the place of earlier versions, whole or not at all: another pack may start at the same time. */
function keep(output, text) {
  const folder = path.dirname(output);
  fs.mkdirSync(folder, { recursive: true });
  const unfinished = `${output}.${process.pid}`;
  fs.writeFileSync(unfinished, text);
  fs.renameSync(unfinished, output);
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (name.endsWith(".cjs") && file !== output) fs.rmSync(file, { force: true });
  }
}

/** The text that is kept, or else a new one. */
function textFor(root, files, output) {
  if (fs.existsSync(output)) return fs.readFileSync(output, "utf8");
  const text = compile(root, files);
  try {
    keep(output, text);
  } catch {
    // Packages that may not be written to, as in many images, or a full disk: each start compiles.
  }
  return text;
}

/** @returns the functions of all modules below `root`, by their absolute paths */
module.exports = function compiled(root) {
  const files = sourcesIn(root);
  const output = path.join(cacheFolder(root), `${versionOf(files)}.cjs`);
  const all = new Module(output);
  all._compile(textFor(root, files, output), output);
  return new Map(Object.entries(all.exports).map(([name, run]) => [path.join(root, name), run]));
};
