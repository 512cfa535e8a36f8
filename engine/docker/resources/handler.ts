import { isDeepStrictEqual } from "node:util";
import {
  isPropertyMap,
  withoutSecrets,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type DeleteRequest,
  type DiffKind,
  type DiffRequest,
  type DiffResult,
  type PropertyMap,
  type PropertyValue,
  type ReadRequest,
  type UpdateRequest,
} from "../../plugin";
import type { BuildEnvironment } from "../build";

/** What a handler may use: the daemon, credentials, the progress display and the log. */
export interface HandlerContext extends BuildEnvironment {
  log(severity: "info" | "warning", message: string): void;
}

/** A resource that exists: its id and outputs, and the inputs that describe it. */
export interface ReadState {
  id: string;
  outputs: PropertyMap;
  inputs: PropertyMap;
}

/** One kind of resource; the methods are those of the provider. */
export interface Handler {
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): DiffResult;
  create(request: CreateRequest, context: HandlerContext): Promise<{ id: string; outputs: PropertyMap }>;
  read(request: ReadRequest, context: HandlerContext): Promise<ReadState | undefined>;
  update(request: UpdateRequest, context: HandlerContext): Promise<{ outputs: PropertyMap }>;
  delete(request: DeleteRequest, context: HandlerContext): Promise<void>;
}

/** What a change of an input means. */
export interface DiffRules {
  /** Paths whose changes do not count, such as `registry.password`. */
  ignored?: readonly string[];
  /** Top-level inputs whose change makes a new resource necessary. */
  replacing?: readonly string[];
}

/**
 * Compares inputs with inputs, down to single values.
 *
 * An absent value, null and false mean the same: every flag of these resources is off by default.
 */
export function diffInputs(request: DiffRequest, rules: DiffRules): DiffResult {
  const ignored = new Set([...(rules.ignored ?? []), ...request.ignoreChanges]);
  const detailed: NonNullable<DiffResult["detailed"]> = {};
  const changed = new Set<string>();
  const compare = (
    path: string,
    top: string,
    before: PropertyValue | undefined,
    after: PropertyValue | undefined,
  ): void => {
    if (ignored.has(path) || isDeepStrictEqual(before, after)) return;
    if (isPropertyMap(before) && isPropertyMap(after)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const step = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
        compare(path + step, top, meaning(before[key]), meaning(after[key]));
      }
      return;
    }
    const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
    changed.add(top);
    detailed[path] = { kind: rules.replacing?.includes(top) ? (`${kind}-replace` as DiffKind) : kind };
  };
  const before = withoutSecrets(request.oldInputs);
  const after = withoutSecrets(request.newInputs);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(key, key, meaning(before[key]), meaning(after[key]));
  }
  const replaces = [...changed].filter((key) => rules.replacing?.includes(key));
  return { changes: changed.size > 0, changed: [...changed], replaces, detailed };
}

function meaning(value: PropertyValue | undefined): PropertyValue | undefined {
  return value === null || value === false ? undefined : value;
}

/** A string input; undefined when it is absent, empty or not known yet. */
export function textInput(inputs: PropertyMap, name: string): string | undefined {
  const value = inputs[name];
  const plain = value === undefined ? undefined : withoutSecrets(value);
  return typeof plain === "string" && plain !== "" ? plain : undefined;
}

/** A flag; false when it is absent. */
export function flagInput(inputs: PropertyMap, name: string): boolean {
  return withoutSecrets(inputs[name] ?? false) === true;
}
