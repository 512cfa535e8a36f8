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

/** Whether a value is known only after the update, or has one in it that is. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(hasUnknown);
}

/** Stands for the digest of an image that is not built yet, where all else of its name is known. No image has it. */
export const COMING_DIGEST = `sha256:${"0".repeat(64)}`;

/** A string that is not known yet, as the engine writes it: for tests and fixtures. */
export const UNKNOWN: string = proxy.unknownStringValue;
