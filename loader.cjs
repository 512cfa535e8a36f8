// How Node.js loads the program (Pulumi.yaml, runtime.options.nodeargs): TypeScript through tsx, packages as they are. tsx alone takes
// each of a package's files in its hands, nearly a thousand for this program, and more than doubles the time in which it starts.
"use strict";
const Module = require("node:module");

/** What Node.js does by itself: the extension's loader, and the way from a request to a file. */
const plain = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
require("tsx/cjs");
const typescript = { load: Module._extensions[".js"], resolve: Module._resolveFilename };

/** Packages contain JavaScript that is ready to run. */
const isInPackage = (file) => typeof file === "string" && /[\\/]node_modules[\\/]/.test(file);

Module._extensions[".js"] = (module, file) => (isInPackage(file) ? plain : typescript).load(module, file);
Module._resolveFilename = function resolve(request, parent, ...rest) {
  return (isInPackage(parent?.filename) ? plain : typescript).resolve.call(this, request, parent, ...rest);
};
