/**
 * What `@pulumi/policy` 1.21 exports at run time and leaves out of its declarations: it is marked internal there, and stripped. The
 * package's version is pinned, and a test tells when one of these is gone.
 */
declare module "@pulumi/policy/proxy" {
  export const unknownBooleanValue: string;
  export const unknownNumberValue: string;
  export const unknownStringValue: string;
  export const unknownArrayValue: string;
  export const unknownAssetValue: string;
  export const unknownArchiveValue: string;
  export const unknownObjectValue: string;
  /** The property of a checked object that gives the object itself. */
  export const getSpecialProxyTarget: "__getSpecialProxyTarget";
  /** Thrown by a rule, it becomes the notice that the rule cannot be run in this preview. */
  export class UnknownValueError extends Error {
    constructor(mark: string, path: readonly string[]);
  }
}

declare module "@pulumi/policy/deserialize" {
  /** A protobuf Struct. */
  interface Message {
    toJavaScript(): Record<string, unknown>;
  }
  /** Reads the properties of a request; with `proxySecrets` so that secrets stay secret when they are written back. */
  export let deserializeProperties: (message: Message, proxySecrets: boolean) => Record<string, unknown>;
}

declare module "@pulumi/policy/server" {
  import type { EnforcementLevel, Policies } from "@pulumi/policy";

  type Handler = (call: { request: unknown }, callback: (error: unknown, answer: unknown) => void) => unknown;
  type Maker = (pack: string, version: string, level: EnforcementLevel, policies: Policies) => Handler;
  /** What answers the engine's questions. */
  export const makeAnalyzeRpcFun: Maker;
  export const makeAnalyzeStackRpcFun: Maker;
  export const makeRemediateRpcFun: Maker;
  /** Serves a pack to the engine; the constructor of `PolicyPack` calls it. */
  export let serve: (
    pack: string,
    version: string,
    level: EnforcementLevel,
    args: { policies: Policies },
    ...rest: unknown[]
  ) => void;
}
