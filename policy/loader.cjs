// How Node.js loads a pack (PulumiPolicy.yaml, runtime.options.nodeargs). Pulumi starts every pack under ts-node, which loads the compiler
// and checks all types again; here TypeScript goes through tsx, and packages are loaded as they are.
"use strict";
const Module = require("node:module");

const isInPackage = (file) => typeof file === "string" && /[\\/]node_modules[\\/]/.test(file);

/**
 * What Pulumi loads and a pack never needs: the compiler and ts-node, the project's own or those that come with Pulumi, and the package
 * manager with which it looks for what a serialized function needs. And what Pulumi asks of them before it loads the pack.
 */
const UNUSED = /(?:^|[\\/])(?:ts-node|typescript|@npmcli\/arborist)(?:@[\d.]+(?:[\\/].*)?)?$/;
const unused = { version: "0.0.0", register() {} };

const plain = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
require("tsx/cjs");
const typescript = { load: Module._extensions[".js"], resolve: Module._resolveFilename };

Module._extensions[".js"] = function load(module, file) {
  (isInPackage(file) ? plain : typescript).load(module, file);
};
Module._resolveFilename = function resolve(request, parent, ...rest) {
  return (isInPackage(parent?.filename) ? plain : typescript).resolve.call(this, request, parent, ...rest);
};
const loadAny = Module._load;
Module._load = function load(request, parent, ...rest) {
  if (UNUSED.test(request) && isInPackage(parent?.filename)) return unused;
  return loadAny.call(this, request, parent, ...rest);
};
