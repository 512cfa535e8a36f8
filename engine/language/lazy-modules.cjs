// Loaded first into the processes of programs, plugins and policy packs (see run.ts): what the SDK gets ready at each start, and hardly
// any of them uses, is made ready at its first use.
"use strict";
const Module = require("node:module");
const { promisify } = require("node:util");

const loadAny = Module._load;

/** What is done instead of loading what one of the SDK's files asks for. */
const CASES = [
  // Programs that run Pulumi themselves.
  { request: /^\.\/automation$/, load: (load) => atFirstUse(load, true) },
  // Functions that are serialized, as dynamic providers are: a package manager, a compiler.
  { request: /^normalize-package-data$/, load: (load) => atFirstUse(load, false) },
  { request: /^@npmcli\/arborist$|\/typescript-shim$/, load: (load) => atFirstUse(load, true) },
  { request: /\/v8Hooks$/, load: connectedAtFirstUse },
  // Tracing of this kind needs an argument that the language host never gives.
  { by: /^cmd\/run\/tracing\.js$/, request: /^@opentelemetry\/(?!api$)/, load: () => ({}) },
];

Module._load = function load(request, parent, ...rest) {
  const file = /[\\/]@pulumi[\\/]pulumi[\\/](.*)$/.exec(parent?.filename ?? "")?.[1];
  const usual = () => loadAny.call(this, request, parent, ...rest);
  const special = file && CASES.find((one) => one.request.test(request) && (!one.by || one.by.test(file)));
  return special ? special.load(usual) : usual();
};

/**
 * Stands for a module until something of it is asked for.
 *
 * @param isModule whether it says that it was an ES module; compiled code asks that at once
 */
function atFirstUse(load, isModule) {
  let loaded;
  const exported = () => (loaded ??= load());
  return new Proxy(function substitute() {}, {
    apply: (_target, self, parameters) => Reflect.apply(exported(), self, parameters),
    get: (_target, name) => (name === "__esModule" ? isModule : exported()[name]),
    has: (_target, name) => name in exported(),
  });
}

/** The addresses of all scripts, once V8's inspector is connected. */
const scripts = new Map();
let session;

async function connect() {
  const { Session } = require("node:inspector");
  const opened = new Session();
  opened.connect();
  opened.on("Debugger.scriptParsed", ({ params }) => scripts.set(params.scriptId, params.url));
  await promisify(opened.post.bind(opened))("Debugger.enable");
  return opened;
}

/**
 * The SDK's connection to V8's inspector, with which it finds out what a function that is to be serialized holds. Opening it takes V8
 * long, because it tells every script that was loaded. And where the SDK's file is loaded, it changes a setting of V8, which takes kept
 * code only where the settings are those with which it was kept: what is loaded before in a program is loaded after it in a pack.
 */
function connectedAtFirstUse(load) {
  const own = {
    isInitializedAsync: async () => {},
    getSessionAsync: () => (session ??= connect()),
    getScriptUrl: (id) => scripts.get(id),
  };
  return new Proxy(own, { get: (_target, name) => (name in own ? own[name] : load()[name]) });
}
