import { isDeepStrictEqual } from "node:util";
import {
  containsUnknown,
  isPropertyMap,
  PluginError,
  Secret,
  status,
  Unknown,
  withoutSecrets,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type DiffKind,
  type DiffRequest,
  type DiffResult,
  type PropertyMap,
  type PropertyValue,
  type Provider,
  type ReadRequest,
  type UpdateRequest,
} from "../plugin";
import { coerce, fieldsOf, type Adopted, type Fault, type Kind, type Plan } from "./kind";
import { packageSchema, kinds } from "./resources";
import { withBookkeeping } from "./state";

/**
 * The random provider: draws values once and keeps them in the state. A change of any input draws anew, by replacement;
 * reading gives what the state has, for there is nothing else to look at.
 */
export class RandomProvider implements Provider {
  readonly schema: string;

  /** @param version of the SDK that the plugin answers for */
  constructor(readonly version: string) {
    this.schema = packageSchema(version);
  }

  check(request: CheckRequest): Promise<CheckResult> {
    const kind = kindOf(request.type);
    const inputs: PropertyMap = { ...request.newInputs };
    const failures: Fault[] = [];
    for (const [name, field] of Object.entries(fieldsOf(kind))) {
      const given = inputs[name] ?? undefined;
      if (given === undefined) {
        if (field.required) failures.push({ property: name, reason: "is required, but was not given" });
        continue;
      }
      const plain = withoutSecrets(given);
      if (containsUnknown(plain)) continue;
      const result = coerce(plain, field);
      if ("reason" in result) {
        failures.push({ property: name, reason: result.reason });
      } else if (!isDeepStrictEqual(result.value, plain)) {
        inputs[name] = given instanceof Secret ? new Secret(result.value) : result.value;
      }
    }
    if (failures.length === 0 && !containsUnknown(inputs)) {
      failures.push(...(kind.validate?.(planOf(kind, inputs)) ?? []));
    }
    return Promise.resolve({ inputs, failures });
  }

  diff(request: DiffRequest): Promise<DiffResult> {
    const kind = kindOf(request.type);
    const planned = plannedOutputs(kind, request.newInputs);
    const replaces: string[] = [];
    const changed: string[] = [];
    const detailed: NonNullable<DiffResult["detailed"]> = {};
    for (const name of Object.keys(fieldsOf(kind))) {
      if (request.ignoreChanges.includes(name)) continue;
      const before = plain(request.oldOutputs[name]);
      const after = plain(planned[name]);
      if (isDeepStrictEqual(before, after)) continue;
      const replace = needsReplacement(name, before, after);
      const input = name in request.newInputs || name in request.oldInputs;
      changed.push(name);
      if (replace) replaces.push(name);
      for (const [path, kindOfChange] of changedPaths(name, before, after)) {
        detailed[path] = { kind: replace ? (`${kindOfChange}-replace` as DiffKind) : kindOfChange, input };
      }
    }
    return Promise.resolve({ changes: changed.length > 0, replaces, changed, detailed });
  }

  async create(request: CreateRequest): Promise<{ id: string; outputs: PropertyMap }> {
    const kind = kindOf(request.type);
    const planned = plannedOutputs(kind, request.inputs);
    if (request.preview) return { id: "", outputs: { ...planned, ...unknownOutputs(kind) } };
    const generated = await kind.generate(planOf(kind, request.inputs));
    return {
      id: generated.id,
      outputs: withBookkeeping(kind, { ...planned, ...markSecrets(kind, generated.outputs) }),
    };
  }

  async read(request: ReadRequest): Promise<{ id: string; outputs: PropertyMap; inputs: PropertyMap } | undefined> {
    const kind = kindOf(request.type);
    const { id, oldInputs: inputs, oldOutputs: outputs } = request;
    const complete = Object.keys(kind.computed).every((name) => outputs[name] !== undefined);
    if (complete && Object.keys(outputs).length > 0) return { id, inputs, outputs };

    const adopted = await adopt(kind, request.type.split(":").at(-1)!, id);
    const known = definedOnly(adopted.inputs);
    return {
      id: adopted.id,
      inputs: Object.keys(inputs).length > 0 ? inputs : known,
      outputs: withBookkeeping(kind, {
        ...plannedOutputs(kind, { ...known, ...outputs }),
        ...markSecrets(kind, adopted.outputs),
      }),
    };
  }

  update(request: UpdateRequest): Promise<{ outputs: PropertyMap }> {
    const kind = kindOf(request.type);
    const kept: PropertyMap = { ...request.oldOutputs };
    for (const name of Object.keys(fieldsOf(kind))) delete kept[name];
    return Promise.resolve({
      outputs: withBookkeeping(kind, { ...kept, ...plannedOutputs(kind, request.newInputs) }),
    });
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }
}

function kindOf(type: string): Kind {
  const kind = kinds[type];
  if (kind) return kind;
  throw new PluginError(
    `The random plugin has no resource ${type}. It has: ${Object.keys(kinds).join(", ")}.`,
    status.UNIMPLEMENTED,
  );
}

async function adopt(kind: Kind, type: string, id: string): Promise<Adopted> {
  if (!kind.adopt) {
    throw new PluginError(
      `A ${type} cannot be imported: its value does not say which inputs made it. Let the program create a new one.`,
    );
  }
  try {
    return await kind.adopt.from(id);
  } catch (error) {
    throw new PluginError(
      `The import id is not that of a ${type}: ${(error as Error).message}. Wanted: ${kind.adopt.form}.`,
      status.INVALID_ARGUMENT,
    );
  }
}

function plain(value: PropertyValue | undefined): PropertyValue | undefined {
  return value === undefined || value === null ? undefined : withoutSecrets(value);
}

function definedOnly(map: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined && value !== null));
}

/** The outputs that come from inputs and defaults, with the secrets of the inputs. */
function plannedOutputs(kind: Kind, inputs: PropertyMap): PropertyMap {
  const outputs: PropertyMap = {};
  for (const [name, field] of Object.entries(fieldsOf(kind))) {
    outputs[name] = inputs[name] ?? field.default;
  }
  const plan = outputs as Plan;
  kind.complete?.(plan);
  return definedOnly(outputs);
}

function planOf(kind: Kind, inputs: PropertyMap): Plan {
  return withoutSecrets(plannedOutputs(kind, inputs)) as Plan;
}

function markSecrets(kind: Kind, outputs: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      kind.computed[name]?.secret ? new Secret(value as PropertyValue) : value,
    ]),
  );
}

function unknownOutputs(kind: Kind): PropertyMap {
  return markSecrets(kind, Object.fromEntries(Object.keys(kind.computed).map((name) => [name, Unknown.value])));
}

function needsReplacement(name: string, before: PropertyValue | undefined, after: PropertyValue | undefined): boolean {
  // Old states may hold "" for "none given"; taking the empty text away changes no result.
  if (name === "overrideSpecial") return !(before === "" && after === undefined);
  if (name !== "keepers" || after instanceof Unknown) return true;
  // Entries without a value keep nothing: only the others count.
  const values = (map: PropertyValue | undefined): PropertyMap => (isPropertyMap(map) ? definedOnly(map) : {});
  return !isDeepStrictEqual(values(before), values(after));
}

/** The paths of a change: entries one by one where both values are maps, the whole property otherwise. */
function changedPaths(
  name: string,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
): [path: string, kind: "add" | "delete" | "update"][] {
  if (!isPropertyMap(before) || !isPropertyMap(after)) return [[name, changeKind(before, after)]];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => [
      /^[A-Za-z_]\w*$/.test(key) ? `${name}.${key}` : `${name}[${JSON.stringify(key)}]`,
      changeKind(before[key], after[key]),
    ]);
}

function changeKind(before: unknown, after: unknown): "add" | "delete" | "update" {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}
