import type { PropertyMap, PropertyValue } from "./values";

/** What a call may use of the engine while it runs. */
export interface Call {
  /** Aborted when the engine cancels; the reason is a CancelledError. A call has to end promptly then. */
  signal: AbortSignal;
  /** Prints a line under the resource. */
  log: (severity: "debug" | "info" | "warning" | "error", message: string) => void;
  /**
   * Prints a warning under the resource when no call is under way any more, if it holds then: for what the calls of other resources
   * may still fix. It is said before the last call is answered; afterwards the engine may be gone.
   */
  warnAtLast: (message: string, holds: () => Promise<boolean>) => void;
  /** Shows a passing message in the resource's line of the progress display. */
  status: (message: string) => void;
}

/** Names the resource that a call is about. */
export interface ResourceRequest {
  urn: string;
  /** The logical name, the last part of the URN. */
  name: string;
  /** The type token, such as `kubernetes:core/v1:ConfigMap`. */
  type: string;
}

/** How the project or stack wants names to be made, when it says so. */
export interface Autonaming {
  /** `propose`: the provider may adapt the name; `enforce`: it has to take it; `disable`: it must not make one. */
  mode: "propose" | "enforce" | "disable";
  proposedName: string;
}

export interface CheckRequest extends ResourceRequest {
  /** The checked inputs of the last run; empty when the resource is new. */
  oldInputs: PropertyMap;
  newInputs: PropertyMap;
  /** The same in preview and update, so that generated names do not differ. */
  randomSeed: Uint8Array;
  autonaming?: Autonaming;
}

export interface CheckResult {
  /** The inputs with defaults filled in: what later calls receive. */
  inputs: PropertyMap;
  /** What is wrong with the inputs; `property` is empty for what concerns no single one. */
  failures?: { property?: string; reason: string }[];
}

export interface DiffRequest extends ResourceRequest {
  id: string;
  oldInputs: PropertyMap;
  oldOutputs: PropertyMap;
  newInputs: PropertyMap;
  /** Property paths whose changes do not count. */
  ignoreChanges: string[];
}

export type DiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface DiffResult {
  changes: boolean;
  /** The properties that make a replacement necessary; none means that an update in place will do. */
  replaces?: string[];
  /** The top-level properties that differ. */
  changed?: string[];
  /** The outputs that keep their value whatever the update does. */
  stables?: string[];
  /** @default false: the replacement is made first, then the old one is deleted. */
  deleteBeforeReplace?: boolean;
  /** By property path, such as `spec.ports[0].port`. `input` (default true) compares inputs with inputs. */
  detailed?: Record<string, { kind: DiffKind; input?: boolean }>;
}

export interface CreateRequest extends ResourceRequest {
  inputs: PropertyMap;
  /** Seconds that the program allows; 0 when it does not say. */
  timeout: number;
  /** Nothing may be changed; inputs may contain unknowns, and so may the outputs. */
  preview: boolean;
}

export interface ReadRequest extends ResourceRequest {
  id: string;
  /** Empty on import. */
  oldInputs: PropertyMap;
  oldOutputs: PropertyMap;
  timeout: number;
}

export interface UpdateRequest extends DiffRequest {
  timeout: number;
  preview: boolean;
}

export interface DeleteRequest extends ResourceRequest {
  id: string;
  oldInputs: PropertyMap;
  oldOutputs: PropertyMap;
  timeout: number;
}

export interface ConfigureRequest {
  /** The provider's checked inputs, secrets kept. */
  inputs: PropertyMap;
  /** The URN of the provider resource. */
  urn?: string;
  /** The id of the provider resource, the same in every run; absent in the preview that is to create it. */
  id?: string;
}

/**
 * A resource provider. Every method may run many times at once. Methods reject with a PluginError or InitFailedError where
 * those fit; any other error means that the outcome is not known.
 */
export interface Provider {
  /** The version of the SDK that this plugin answers for. */
  readonly version: string;
  /** The package's schema as JSON; only `pulumi import` and `pulumi package` ask for it. */
  readonly schema: string;
  /** @default returns the new inputs */
  checkConfig?(request: CheckRequest, call: Call): Promise<CheckResult>;
  /** @default no replacement; a change when inputs differ */
  diffConfig?(request: DiffRequest, call: Call): Promise<DiffResult>;
  /** @default nothing */
  configure?(request: ConfigureRequest, call: Call): Promise<void>;
  check(request: CheckRequest, call: Call): Promise<CheckResult>;
  diff(request: DiffRequest, call: Call): Promise<DiffResult>;
  create(request: CreateRequest, call: Call): Promise<{ id: string; outputs: PropertyMap }>;
  /** Resolves to undefined when the resource does not exist (any more). */
  read(
    request: ReadRequest,
    call: Call,
  ): Promise<{ id: string; outputs: PropertyMap; inputs: PropertyMap } | undefined>;
  update(request: UpdateRequest, call: Call): Promise<{ outputs: PropertyMap }>;
  delete(request: DeleteRequest, call: Call): Promise<void>;
  /** @default rejects: the package has no functions */
  invoke?(
    request: { token: string; args: PropertyMap },
    call: Call,
  ): Promise<{ result: PropertyMap; failures?: { property?: string; reason: string }[] }>;
}

export type { PropertyMap, PropertyValue };
