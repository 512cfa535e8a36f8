/** A value that is not known yet because the resource that gives it does not exist yet. Only previews contain it. */
export class Unknown {
  /** The one instance, so that values can be compared with `===`. */
  static readonly value = new Unknown();
  private constructor() {}
}

/** A value that must never be shown or stored in plain text; the engine encrypts it. */
export class Secret {
  constructor(readonly value: PropertyValue) {}
}

/** A file or text given to a resource. The engine leaves the contents out of old values and sends only the hash. */
export class Asset {
  constructor(readonly source: { hash?: string; text?: string; path?: string; uri?: string }) {}
}

/** A folder or archive file given to a resource. */
export class Archive {
  constructor(readonly source: { hash?: string; path?: string; uri?: string; assets?: PropertyMap }) {}
}

/** Any value of a resource's inputs or outputs. */
export type PropertyValue =
  null | boolean | number | string | PropertyValue[] | PropertyMap | Unknown | Secret | Asset | Archive;

/** The inputs or outputs of a resource. A key whose value is `undefined` counts as absent. */
export interface PropertyMap {
  [key: string]: PropertyValue | undefined;
}

/** Whether the value is a list. */
export function isPropertyList(value: PropertyValue | undefined): value is PropertyValue[] {
  return Array.isArray(value);
}

/** Whether the value is a plain map of properties, not one of the special values. */
export function isPropertyMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isSpecial(value);
}

function isSpecial(value: object): value is Unknown | Secret | Asset | Archive {
  return value instanceof Unknown || value instanceof Secret || value instanceof Asset || value instanceof Archive;
}

function some(value: PropertyValue | undefined, test: (value: PropertyValue) => boolean): boolean {
  if (value === undefined) {
    return false;
  }
  if (test(value)) {
    return true;
  }
  if (value instanceof Secret) {
    return some(value.value, test);
  }
  if (isPropertyList(value)) {
    return value.some((element) => some(element, test));
  }
  return isPropertyMap(value) && Object.values(value).some((element) => some(element, test));
}

/** Whether an unknown is anywhere in the value, also inside secrets. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
  return some(value, (part) => part instanceof Unknown);
}

/** Whether a secret is anywhere in the value. */
export function containsSecret(value: PropertyValue | undefined): boolean {
  return some(value, (part) => part instanceof Secret);
}

/** A copy of the value in which every secret is replaced by what it holds. Unknowns, assets and archives stay. */
export function withoutSecrets<T extends PropertyValue>(value: T): T;
export function withoutSecrets(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) {
    return withoutSecrets(value.value);
  }
  if (isPropertyList(value)) {
    return value.map((element) => withoutSecrets(element));
  }
  if (isPropertyMap(value)) {
    const copy: PropertyMap = {};
    for (const [key, element] of Object.entries(value)) {
      copy[key] = element === undefined ? undefined : withoutSecrets(element);
    }
    return copy;
  }
  return value;
}
