// How Node.js loads a pack (PulumiPolicy.yaml, runtime.options.nodeargs). Pulumi starts every pack under ts-node, which loads the compiler
// and checks all types again; here the TypeScript of this package is compiled once, and packages are loaded as they are.
"use strict";
const Module = require("node:module");
const path = require("node:path");
const compiled = require("./compiled.cjs")(__dirname);

const loadTypeScript = Module._extensions[".ts"];
Module._extensions[".ts"] = function load(module, file) {
  const run = compiled.get(file);
  if (!run) return loadTypeScript(module, file);
  run.call(module.exports, module.exports, module.require.bind(module), module, file, path.dirname(file));
};

const resolveAny = Module._resolveFilename;
Module._resolveFilename = function resolve(request, parent, ...rest) {
  if (request.startsWith(".") && compiled.has(parent?.filename)) {
    const file = path.join(path.dirname(parent.filename), request);
    for (const name of [`${file}.ts`, path.join(file, "index.ts")]) if (compiled.has(name)) return name;
  }
  return resolveAny.call(this, request, parent, ...rest);
};
