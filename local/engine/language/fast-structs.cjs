// Loaded first into the processes of programs and policy packs (see host.ts): makes their library of messages faster.
"use strict";
const Module = require("node:module");
const path = require("node:path");
const { fromOutsideIn } = require("./structs.cjs");

const FILE = path.join("google-protobuf", "google", "protobuf", "struct_pb.js");
const load = Module._extensions[".js"];

Module._extensions[".js"] = function loadAny(module, file) {
  load(module, file);
  // Written for this version; others stay as they are.
  if (file.endsWith(path.sep + FILE) && module.require("../../package.json").version.startsWith("3.21."))
    fromOutsideIn(module.exports);
};
