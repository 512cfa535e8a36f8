// The commands for contributors, which are npm scripts.
import { start } from "../operations/bootstrap.mjs";
import { startsEmbeddedCluster } from "./arguments.mjs";

await start("tools/main.ts", startsEmbeddedCluster);
