import { fileKey, RESERVED_NAMES, SERVICE_NAME } from "../../config/names";
import { ArgumentError } from "../arguments";
import type { ServiceArgs } from "./arguments";
import { checkRelease } from "./release";

/** @throws ArgumentError when the arguments of a service contradict each other. */
export function checkArguments(name: string, args: ServiceArgs): void {
  const fault = (text: string) => new ArgumentError(name, text);
  if (!SERVICE_NAME.test(args.name)) {
    throw fault(`name "${args.name}" is not a DNS label that begins with a letter (a-z, 0-9, -; at most 63)`);
  }
  for (const variable of Object.keys(args.secrets ?? {})) {
    if (Object.hasOwn(args.environment ?? {}, variable))
      throw fault(`${variable} is under environment and under secrets: remove one`);
  }
  for (const path of Object.keys(args.secretFiles ?? {})) {
    if ([args.files, args.writable].some((paths) => Object.hasOwn(paths ?? {}, path)))
      throw fault(`${path} is under secretFiles and under files or writable: remove one`);
  }
  if (RESERVED_NAMES.includes(args.name)) throw fault(`every namespace has objects of the name "${args.name}" already`);
  if (args.metrics?.port === args.port) throw fault(`metrics.port ${args.port} is the service's own: choose another`);
  checkRelease(name, args);
  const keys = new Map<string, string>();
  for (const path of Object.keys(args.files ?? {})) {
    const other = keys.get(fileKey(path));
    if (other !== undefined)
      throw fault(`files ${other} and ${path} would have the same key ${fileKey(path)}: rename one`);
    keys.set(fileKey(path), path);
  }
}
