// How Node.js loads the program (Pulumi.yaml, runtime.options.nodeargs): TypeScript through tsx, packages as they are. tsx alone takes
// each of a package's files in its hands, nearly a thousand for this program, and more than doubles the time in which it starts.
"use strict";
const Module = require("node:module");
const { setImmediate } = require("node:timers");

/** What Node.js does by itself: the extension's loader, and the way from a request to a file. */
const plain = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
require("tsx/cjs");
const typescript = { load: Module._extensions[".js"], resolve: Module._resolveFilename };

const sdk = Module.createRequire(require.resolve("@pulumi/pulumi/package.json"));
/** What the SDK loads to serialize functions: a package manager and a compiler. They are loaded at their first use. */
const seldomUsed = new Set([sdk.resolve("@npmcli/arborist"), sdk.resolve("./typescript-shim")]);

/** Packages contain JavaScript that is ready to run. */
const isInPackage = (file) => typeof file === "string" && /[\\/]node_modules[\\/]/.test(file);

/** What the SDK does at every resource for those who debug it, by the file in which it does. */
const forDebugging = new Map([
  [sdk.resolve("./log"), inFewCalls],
  [sdk.resolve("./runtime/debuggable"), withoutStacks],
]);

Module._extensions[".js"] = function load(module, file) {
  if (seldomUsed.has(file)) return loadLater(module, file);
  (isInPackage(file) ? plain : typescript).load(module, file);
  forDebugging.get(file)?.(module.exports);
};
Module._resolveFilename = function resolve(request, parent, ...rest) {
  return (isInPackage(parent?.filename) ? plain : typescript).resolve.call(this, request, parent, ...rest);
};

function loadLater(module, file) {
  let loaded;
  const load = () => {
    if (!loaded) {
      loaded = Object.assign(new Module(file, module.parent), { filename: file, paths: module.paths });
      plain.load(loaded, file);
    }
    return loaded.exports;
  };
  // Compiled code takes the exports of an ES module as they are, instead of going through all of them.
  module.exports = new Proxy({}, { get: (_target, name) => (name === "__esModule" ? true : load()[name]) });
}

/**
 * What `pulumi --debug` shows: by itself the SDK tells word for word what it asks and is answered, secrets in plain text, in several calls
 * of the engine for each resource. Here it tells no answers, and what comes while one call is under way goes into the next.
 */
function inFewCalls(log) {
  const { debug } = log;
  const answer = /^((?:getResource )?\w+ RPC finished: .*?, resp: |, obj=).*/s;
  let messages = [];
  let telling;
  const tell = () => {
    const message = messages.join("\ndebug: ");
    messages = [];
    return message ? debug(message) : Promise.resolve();
  };
  const tellAll = async () => {
    const told = sdk("./runtime/settings").rpcKeepAlive();
    await new Promise(setImmediate);
    while (messages.length > 0) await tell();
    telling = undefined;
    told();
  };
  const inOrder =
    (own) =>
    (...parameters) => {
      void tell();
      return own(...parameters);
    };
  log.debug = (message, ...about) => {
    const shown = message.replace(answer, "$1(not shown)");
    if (about.some((one) => one !== undefined)) return inOrder(debug)(shown, ...about);
    messages.push(shown);
    return (telling ??= tellAll());
  };
  for (const level of ["info", "warn", "error"]) log[level] = inOrder(log[level]);
}

/** A stack trace for each promise is of use only with the variable that makes the SDK tell the promises that never ended. */
function withoutStacks(debuggable) {
  const { debuggablePromise, debugPromiseLeaks } = debuggable;
  if (debugPromiseLeaks) return;
  debuggable.debuggablePromise = function withoutStack(...parameters) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...parameters);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

// Node.js itself leads the lines of a stack trace back to TypeScript. The SDK loads another library for that, which does not know the
// code that tsx makes in memory, and looks up each line of each package at every resource instead.
Module.setSourceMapsSupport?.(true, { nodeModules: false, generatedCode: false });
const replaced = sdk.resolve("source-map-support/register");
require.cache[replaced] = Object.assign(new Module(replaced), { filename: replaced, loaded: true });
