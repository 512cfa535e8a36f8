import * as proxy from "@pulumi/policy/proxy";

/** What the engine puts where a value is known only after the update, one mark per kind of value. */
const MARKS: ReadonlySet<unknown> = new Set([
  proxy.unknownBooleanValue,
  proxy.unknownNumberValue,
  proxy.unknownStringValue,
  proxy.unknownArrayValue,
  proxy.unknownAssetValue,
  proxy.unknownArchiveValue,
  proxy.unknownObjectValue,
]);

/** Whether a value is known only after the update. */
export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && MARKS.has(value);
}

/** A string that is not known yet, as the engine writes it: for tests and fixtures. */
export const UNKNOWN: string = proxy.unknownStringValue;
