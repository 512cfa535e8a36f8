// All TypeScript of this package, and of the readers beside it that it shares with the program, as one file of JavaScript, made anew when
// a source has changed. A pack of hundreds of rules starts in
// half the time: nothing is looked up, read and unpacked for each of them, and nothing is compiled but once.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");
const { createHash } = require("node:crypto");

/** Folders of the package that no pack loads anything from. */
const LEFT_OUT = new Set(["node_modules", "config", "stacks", "generate"]);

/** Readers of formats that others define: a folder beside the package. */
function readersBeside(root) {
  const folder = path.join(path.dirname(root), "formats");
  return fs.existsSync(folder) ? sourcesIn(folder) : [];
}

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
    outbase: path.dirname(root),
    outdir: path.dirname(root),
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
  return `({\n${modules.join(",\n")}\n})\n`;
}

/** Where compiled files are kept: with the packages, which are code of the same trust. */
function cacheFolder(root) {
  const packages = path.dirname(
    path.dirname(path.dirname(require.resolve("@pulumi/policy/package.json", { paths: [root] }))),
  );
  return path.join(packages, ".cache", "platform-policy");
}

/** What V8 makes of a string, with every function in it; by itself it leaves those that are not called at once for later. */
function codeOf(text, file) {
  v8.setFlagsFromString("--no-lazy");
  const script = new vm.Script(text, { filename: file });
  // Code is taken only where the settings are those with which it is given out.
  v8.setFlagsFromString("--lazy");
  return script.createCachedData();
}

/** Puts files in the place of those of earlier versions, each whole or not at all: another pack may start at the same time. */
function keep(folder, contents) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(contents)) {
    const unfinished = path.join(folder, `${name}.${process.pid}`);
    fs.writeFileSync(unfinished, content);
    fs.renameSync(unfinished, path.join(folder, name));
  }
  for (const name of fs.readdirSync(folder)) {
    if (/\.(?:cjs|code)$/.test(name) && !(name in contents)) fs.rmSync(path.join(folder, name), { force: true });
  }
}

/** The text and its code that are kept, or else new ones. */
function textFor(root, files, folder, version) {
  const [text, code] = [`${version}.cjs`, `${version}.code`].map((name) => path.join(folder, name));
  if (fs.existsSync(text) && fs.existsSync(code)) {
    return { text: fs.readFileSync(text, "utf8"), code: fs.readFileSync(code), file: text };
  }
  const made = compile(root, files);
  try {
    keep(folder, { [path.basename(text)]: made, [path.basename(code)]: codeOf(made, text) });
  } catch {
    // Packages that may not be written to, as in many images, or a full disk: each start compiles.
  }
  return { text: made, file: text };
}

/** @returns the functions of all modules below `root`, by their absolute paths */
module.exports = function compiled(root) {
  const files = [...sourcesIn(root), ...readersBeside(root)];
  const { text, code, file } = textFor(root, files, cacheFolder(root), versionOf(files));
  const modules = new vm.Script(text, { filename: file, cachedData: code }).runInThisContext();
  return new Map(Object.entries(modules).map(([name, run]) => [path.join(root, name), run]));
};
