import { createRequire } from "node:module";
import * as path from "node:path";
import type * as language from "@pulumi/pulumi/proto/language_pb";
import { cacheDirectory } from "../cache-directory";
import { heapFlags } from "../v8-heap";
import { optionEnvironment, type RuntimeOptions } from "./options";

/**
 * The program says with this exit code that it has told the user all there is to know, so that nothing more is printed.
 * `@pulumi/pulumi` chose it.
 */
export const reportedExitCode = 32;

/**
 * Finds a launcher of the program's own `@pulumi/pulumi`, as Node.js would from the program's directory.
 *
 * @param launcher such as `run`, `run-plugin`, `run-policy-pack`
 * @throws Error with what to do when the SDK is not installed
 */
export function locateLauncher(launcher: string, programDirectory: string): string {
  const name = `@pulumi/pulumi/cmd/${launcher}`;
  try {
    return createRequire(path.join(programDirectory, "package.json")).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    // The engine recognises these exact words (`Cannot find module ...`) for policy packs and adds its own advice.
    throw new Error(
      `Cannot find module '${name}' from ${programDirectory}: the Pulumi SDK is not installed there. ` +
        `Run "pulumi install", or "npm install" in that directory.`,
      { cause: error },
    );
  }
}

/** Arguments of Node.js for every process that works with the SDK: programs, plugins, policy packs. */
export const engineArguments: readonly string[] = [
  ...heapFlags,
  // The SDK sets it while it loads. V8 takes kept code only where the settings are those with which it was kept, so without it, what
  // is loaded before that is compiled at every start.
  "--allow-natives-syntax",
  ...["--require", path.join(__dirname, "lazy-modules.cjs")],
];

/** The command line, after Node.js itself, that runs a program. */
export function programArguments(
  request: language.RunRequest,
  options: RuntimeOptions,
  launcher: string,
  engineAddress: string,
): string[] {
  const info = request.getInfo()!;
  const flag = (name: string, value: string): string[] => (value ? [`--${name}`, value] : []);
  return [
    ...engineArguments,
    ...options.nodeArguments,
    launcher,
    ...flag("monitor", request.getMonitorAddress()),
    ...flag("engine", engineAddress),
    ...flag("organization", request.getOrganization()),
    ...flag("project", request.getProject()),
    ...flag("root-directory", info.getRootDirectory()),
    ...flag("stack", request.getStack()),
    ...flag("pwd", info.getProgramDirectory()),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...flag("parallel", String(request.getParallel())),
    info.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

/**
 * The environment that lets every Node.js process keep its compiled code for the next run: an SDK of thousands of files
 * loads noticeably faster. The user's own `NODE_COMPILE_CACHE` or `NODE_DISABLE_COMPILE_CACHE` stands.
 */
export function compileCache(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { NODE_COMPILE_CACHE: environment.NODE_COMPILE_CACHE || path.join(cacheDirectory(environment), "compiled") };
}

/** The environment of a program: the host's own, the configuration, and how to load TypeScript. */
export function programEnvironment(request: language.RunRequest, options: RuntimeOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...compileCache(process.env),
    ...optionEnvironment(options),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toObject(false))),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
}
