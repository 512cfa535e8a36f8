#!/usr/bin/env node
// The command `platform`.
import { startsEmbeddedCluster } from "./arguments.mjs";
import { start } from "./bootstrap.mjs";

await start("operations/main.ts", startsEmbeddedCluster);
