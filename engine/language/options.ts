import { split } from "shlex";

/** The package managers that `pulumi install` may be told to use. */
export const packageManagers = ["npm", "pnpm", "yarn", "bun"] as const;

export type PackageManager = (typeof packageManagers)[number];

/** `runtime.options` of a Pulumi.yaml, checked. */
export interface RuntimeOptions {
  /** Compile TypeScript with ts-node while the program loads. Default: true. */
  typescript: boolean;
  /** The tsconfig for that compilation; undefined takes `tsconfig.json` of the program's directory. */
  tsconfig?: string;
  /** Arguments for Node.js itself, split as a shell would: `--import tsx`. Default: none. */
  nodeArguments: string[];
  /** `packagemanager`; undefined (or `auto`) is decided by the lock file. */
  packageManager?: PackageManager;
}

/**
 * Checks the `runtime.options` of a project.
 *
 * @param raw the options as the engine sends them
 * @throws Error that names every wrong option, what was found and what is allowed
 */
export function parseRuntimeOptions(raw: Record<string, unknown>): RuntimeOptions {
  const faults: string[] = [];
  const expect = <T>(key: string, wanted: string, accept: (value: unknown) => value is T): T | undefined => {
    const value = raw[key];
    if (value === undefined || value === null) return undefined;
    if (accept(value)) return value;
    faults.push(`${key} is ${JSON.stringify(value)}, wanted ${wanted}`);
    return undefined;
  };
  const typescript = expect("typescript", "true or false", (value) => typeof value === "boolean");
  const tsconfig = expect("tsconfig", "a path", (value) => typeof value === "string");
  const nodeargs = expect("nodeargs", 'one string such as "--import tsx"', (value) => typeof value === "string");
  const manager = expect(
    "packagemanager",
    `one of auto, ${packageManagers.join(", ")}`,
    (value): value is PackageManager | "auto" =>
      value === "auto" || packageManagers.includes(value as (typeof packageManagers)[number]),
  );
  if (faults.length > 0) {
    throw new Error(`Pulumi.yaml, runtime.options: ${faults.join("; ")}`);
  }
  return {
    typescript: typescript ?? true,
    tsconfig: tsconfig || undefined,
    nodeArguments: nodeargs ? split(nodeargs) : [],
    packageManager: manager === "auto" ? undefined : manager,
  };
}

/** The environment variables by which `@pulumi/pulumi` learns how to load a program or plugin. */
export function optionEnvironment(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
  };
}
