// Loaded first into the processes of programs, plugins and policy packs (see run.ts): libraries that the SDK loads at each start, and
// hardly any of them uses, are loaded at their first use.
"use strict";
const Module = require("node:module");

const loadAny = Module._load;

/** What is done instead of loading what one of the SDK's files asks for. */
const CASES = [
  // Functions that are serialized, as dynamic providers are: a package manager, a compiler.
  { request: /^@npmcli\/arborist$|\/typescript-shim$/, load: atFirstUse },
  // Tracing of this kind needs an argument that the language host never gives.
  { by: /^cmd\/run\/tracing\.js$/, request: /^@opentelemetry\/(?!api$)/, load: () => ({}) },
];

Module._load = function load(request, parent, ...rest) {
  const file = /[\\/]@pulumi[\\/]pulumi[\\/](.*)$/.exec(parent?.filename ?? "")?.[1];
  const usual = () => loadAny.call(this, request, parent, ...rest);
  const special = file && CASES.find((one) => one.request.test(request) && (!one.by || one.by.test(file)));
  return special ? special.load(usual) : usual();
};

/** Stands for a module until something of it is asked for; compiled code asks at once whether it was an ES module. */
function atFirstUse(load) {
  let loaded;
  const exported = () => (loaded ??= load());
  return new Proxy({}, { get: (_target, name) => (name === "__esModule" ? true : exported()[name]) });
}
