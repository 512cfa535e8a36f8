import type { z } from "zod";
import type { Fault } from "./faults";
import type { WrittenConfig, WrittenValue } from "./stack-file";
import { WrittenScalar, YAML_VERSIONS } from "./stack-file";

/*
 * Without quotes, YAML takes for a number, a date, true or nothing what looks like one, and its readers do not agree on what looks like
 * one. What arrives in the program is then no longer what is written: 3.10 is 3.1, and 2026-11-29 a moment in some time zone. So a value
 * is held against the text of the file.
 */

/** A value of the configuration after it was held against the text of the stack file. */
export interface JudgedValue {
  /** The value, in which a scalar that is to be a string is the string that is written. */
  readonly value: unknown;
  /** The scalars that some reader takes for something else than what is written. */
  readonly faults: readonly Fault[];
  /** The text of the scalars that are no strings, by full key. */
  readonly written: ReadonlyMap<string, WrittenScalar>;
}

/**
 * Holds a map or list of the configuration against the text of the stack file.
 *
 * @param key full key of the value.
 * @param schema what the value is to be.
 * @param value what the engine gives, which is how the Pulumi CLI reads the file.
 * @param text how it is written in the file; undefined where it comes from elsewhere.
 */
export function judgeScalars(key: string, schema: z.ZodType, value: unknown, text: WrittenValue): JudgedValue {
  const faults: Fault[] = [];
  const written = new Map<string, WrittenScalar>();
  const judge = (at: string, wanted: z.ZodType | undefined, found: unknown, foundText: WrittenValue): unknown => {
    if (isContainer(found)) {
      const entries = Object.entries(found).map(([name, inner]) => {
        const innerText = isContainer(foundText) ? foundText[name] : undefined;
        return [name, judge(`${at}.${name}`, below(wanted, name), inner, innerText)] as const;
      });
      return Array.isArray(found) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
    }
    if (!wanted || !(foundText instanceof WrittenScalar)) return found;
    const { source, line } = foundText;
    if (typeof found !== "string") written.set(at, foundText);
    const meant = asString(wanted, source);
    const wrong = meant === undefined ? ambiguity(wanted, foundText) : change(wanted, found, foundText);
    if (wrong !== undefined) faults.push({ key: at, value: source, line, wanted: wrong });
    return meant !== undefined && (wrong !== undefined || asString(wanted, found) === meant) ? source : found;
  };
  return { value: judge(key, schema, value, text), faults, written };
}

/** What is wrong with a stack file as YAML, and with its keys that some reader takes for something else than a string. */
export function judgeText({ ambiguousKeys, errors }: WrittenConfig): Fault[] {
  return [
    ...errors.map(({ line, message }) => ({ key: "YAML", line, wanted: message })),
    ...ambiguousKeys.map(({ path, scalar }) => ({
      key: path.join("."),
      line: scalar.line,
      wanted: `a key is a string, and ${firstOther(undefined, scalar, (reading) => reading === scalar.source)}`,
    })),
  ];
}

/** Why a scalar is not the string that it is to be; undefined when all readers take it for that string. */
function change(wanted: z.ZodType, found: unknown, text: WrittenScalar): string | undefined {
  const meant = asString(wanted, text.source);
  const isMeant = (reading: unknown) => asString(wanted, reading) === meant;
  // A string that the file does not have was given in another way, which loses nothing.
  const isFromElsewhere = text.readings.every((reading) => reading === text.source) && typeof found === "string";
  if ((isFromElsewhere || isMeant(found)) && text.readings.every(isMeant)) return undefined;
  return `allowed: a string, and ${firstOther(found, text, isMeant)}`;
}

/** Why it is open what a scalar means that cannot be a string; undefined when the versions of YAML agree. */
function ambiguity(wanted: z.ZodType, { readings }: WrittenScalar): string | undefined {
  const results = readings.map((reading) => JSON.stringify(wanted.safeParse(reading).data));
  if (new Set(results).size === 1) return undefined;
  const all = readings.map((reading, index) => `YAML ${YAML_VERSIONS[index]} reads it as ${described(reading)}`);
  return `${all.join(", ")}: write it as a plain decimal number, or true or false`;
}

function firstOther(found: unknown, text: WrittenScalar, isMeant: (reading: unknown) => boolean): string {
  const readers: [string, unknown][] = [
    ...(found === undefined ? [] : [["Pulumi", found] as [string, unknown]]),
    ...text.readings.map((reading, index): [string, unknown] => [`YAML ${YAML_VERSIONS[index]}`, reading]),
  ];
  const [reader, reading] = readers.find(([, one]) => !isMeant(one)) ?? ["Pulumi", found];
  return `${reader} reads this as ${described(reading)}: write it in quotes, ${JSON.stringify(text.source)}`;
}

function described(reading: unknown): string {
  if (reading === null) return "nothing";
  if (typeof reading === "string") return `the string ${JSON.stringify(reading)}`;
  if (typeof reading === "number") return `the number ${reading}`;
  if (typeof reading === "boolean") return String(reading);
  return reading instanceof Date ? "a date" : "bytes";
}

/** What a schema makes of a scalar that is written as a string, as JSON; undefined when it takes no such string. */
function asString(wanted: z.ZodType, scalar: unknown): string | undefined {
  if (typeof scalar !== "string" && typeof scalar !== "number" && typeof scalar !== "boolean") return undefined;
  return JSON.stringify(wanted.safeParse(String(scalar)).data);
}

/** The schema of what is in a map or list; undefined when nothing of that name is to be there. */
function below(schema: z.ZodType | undefined, name: string): z.ZodType | undefined {
  const { type, innerType, out, shape, valueType, element, options } = (schema?.def ?? {}) as {
    type?: string;
    options?: readonly z.ZodType[];
    innerType?: z.ZodType;
    out?: z.ZodType;
    shape?: Readonly<Record<string, z.ZodType>>;
    valueType?: z.ZodType;
    element?: z.ZodType;
  };
  if (type === "optional" || type === "default" || type === "prefault") return below(innerType, name);
  // A transformation before the value is read.
  if (type === "pipe") return below(out, name);
  // The kinds of a union that have a key of one name take the same kind of value for it.
  if (type === "union") return options?.map((option) => below(option, name)).find((found) => found !== undefined);
  return shape?.[name] ?? valueType ?? element;
}

function isContainer<Value>(value: Value): value is Value & Readonly<Record<string, never>> {
  return typeof value === "object" && value !== null && !(value instanceof WrittenScalar);
}
