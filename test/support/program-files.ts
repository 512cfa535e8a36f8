/** What belongs to the program and nothing else, by names at the top of the source tree. */
export const PROGRAM: readonly string[] = [
  "Pulumi.yaml",
  "components",
  "features",
  "config",
  "formats",
  "index.ts",
  "package.json",
  "platform.ts",
  "services",
  "tsconfig.json",
  "versions.json",
];

/** What the command `platform` needs beside the program. */
export const COMMAND: readonly string[] = [
  "embedded",
  "engine",
  "operations",
  "package-lock.json",
  "policy",
  "rendering",
];
