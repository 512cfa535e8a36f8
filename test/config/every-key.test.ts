import { expect } from "chai";
import { ConfigurationError } from "../../config/faults";
import { resolveConfig } from "../../config/load";
import { configSource, stackConfig, type StackConfig } from "../support/stack";
import { NAMES, OUT_OF_RANGE, RIGHT, serviceWith, WRONG_NAMES } from "./bad-values";
import { schemaKeys, type SchemaKey } from "./schema-keys";

const KEYS = schemaKeys();
const VALUES = KEYS.filter(({ holds }) => holds === "value");
const MAPS = KEYS.filter(({ holds }) => holds === "keys");
const NAMED = KEYS.filter(({ holds }) => holds === "names");

/** What nobody means by anything; of these a key is given those that are of no type it may have. */
const WRONG_TYPES: readonly unknown[] = [true, 7.5, "odd\u0007", [["odd"]], { odd: "one" }];

/** Strings that only a key takes which takes any. */
const ANY_STRINGS = ["", " ", "odd\u0007", "-", "0.5", "a".repeat(300)];

const FILE = "Pulumi.dev.yaml";

/** A configuration that is wrong at one place, and the full key of the place. */
interface Wrong {
  readonly stack: string;
  readonly config: StackConfig;
  readonly key: string;
}

/**
 * Puts a value at a place of a configuration that is right, with all that has to stand around it.
 *
 * @param pattern the place.
 * @param value what stands there.
 * @param name takes the place of the last `<name>` of the pattern. @default a right one
 */
function wrongAt(pattern: string, value: unknown, name?: string): Wrong {
  const config = stackConfig("dev");
  config["secrets"] = {
    ...(config["secrets"] as object),
    login: { username: { value: "robot" }, password: { value: "canary" } },
  };
  const parts = pattern.split(".");
  const path: string[] = [];
  let inner: Record<string, unknown> = config;
  for (const [index, part] of parts.entries()) {
    const above = parts.slice(0, index).join(".");
    const isLast = index === parts.length - 1;
    const key = part !== "<name>" ? part : isLast && name !== undefined ? name : nameIn(above);
    path.push(key);
    if (isLast) {
      inner[key] = value;
      break;
    }
    const place = parts.slice(0, index + 1).join(".");
    const fresh = place === "services.<name>" ? serviceWith(parts[index + 1] as string) : RIGHT[place];
    const isScalar = typeof inner[key] !== "object" || place === "target" || place === "services.<name>";
    if (fresh !== undefined && isScalar) inner[key] = structuredClone(fresh);
    else if (inner[key] === undefined) inner[key] = parts[index + 1] === "0" ? [] : {};
    inner = inner[key] as Record<string, unknown>;
  }
  surround(pattern, config);
  const stack = pattern.startsWith("rehearsal") ? "dev-rehearsal" : "dev";
  return { stack, config, key: `platform:${path.join(".")}` };
}

/** What a key needs beside itself. */
function surround(pattern: string, config: StackConfig): void {
  const second = (config["services"] as Record<string, Record<string, unknown>>)["second"];
  if (second && /^services\.<name>\.(build|imageOf)\b/.test(pattern)) {
    delete second["image"];
    const build = second["build"] as Record<string, unknown> | undefined;
    if (typeof build === "object" && !Array.isArray(build)) build["context"] ??= "services/web";
  }
  if (pattern.startsWith("services.<name>.expose.sources")) {
    config["target"] = RIGHT["target"];
    Object.assign(second!["expose"] as object, { kind: "loadBalancer" });
  }
}

function nameIn(map: string): string {
  return NAMES[map] ?? (map.endsWith(".secrets") ? "A" : NAMES[map.split(".").at(-1) as string]) ?? "one";
}

/** The faults of a configuration, and the message with all of them. */
function judged({ stack, config }: Wrong): Pick<ConfigurationError, "faults" | "message"> {
  const source = { ...configSource(stack, config), secretKeys: ["platform:secrets"], unreached: true };
  source.stackFile = { ...source.stackFile!, path: FILE };
  try {
    resolveConfig(source);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // Where its key is wrong, the stack counts as no rehearsal, and so its name as no environment.
    const faults = error.faults.filter(({ key }) => stack === "dev" || key !== "platform:environment");
    return { faults, message: error.message };
  }
  throw new Error("no fault was found");
}

/** Expects one fault, at a place, that says file, key, value and what would be right. */
function expectFault(
  wrong: Wrong,
  value: unknown,
  says: RegExp = /^(missing; )?(allowed: |unknown key|1 field instead of 5)/,
): void {
  const { faults, message } = judged(wrong);
  expect(faults, message).to.have.length(1);
  const [{ key, value: found, wanted } = { key: "", wanted: "" }] = faults;
  expect(key === wrong.key || key.startsWith(`${wrong.key}.`), `${key} is ${wrong.key}`).to.equal(true);
  expect(message).to.contain(`${FILE}: `).and.contain(`\n  ${key}`);
  expect(wanted).to.match(says);
  if (value === undefined || key !== wrong.key) return;
  const shown = wrong.key.startsWith("platform:secrets") ? "[secret]" : JSON.stringify(value);
  expect(found).to.equal(shown);
}

/** The values that are of no type which a place may have. In quotes or without, a scalar is a string where one is wanted. */
function wrongTypesFor({ schemas, holds }: SchemaKey): unknown[] {
  const isWrong = (value: unknown) =>
    schemas.every((schema) => {
      const { error } = schema.safeParse(value);
      return error?.issues.some(({ path, code }) => path.length === 0 && code !== "unrecognized_keys") ?? false;
    });
  // Of a map only its keys can be wrong.
  const mayBeMap = holds !== "value" || schemas.some(({ def }) => def.type === "union");
  return WRONG_TYPES.filter((value) => {
    if (typeof value === "object") return isWrong(value) && !(mayBeMap && !Array.isArray(value));
    return isWrong(value) && isWrong(`${value as string | number | boolean}`);
  });
}

/** Whether every value of the type is right. */
function takesAnything({ schemas }: SchemaKey): boolean {
  return schemas.some(
    (schema) => schema.def.type === "boolean" || ANY_STRINGS.every((text) => schema.safeParse(text).success),
  );
}

/** Whether it is a list, or a union of maps, of which only its elements or keys can be out of range. */
function isMadeOfOthers({ pattern, schemas }: SchemaKey): boolean {
  return (
    KEYS.some((other) => other.pattern.startsWith(`${pattern}.`)) &&
    schemas.every(({ def }) => def.type !== "literal") &&
    !(pattern in OUT_OF_RANGE)
  );
}

describe("every key of a stack file", () => {
  it("is walked", () => {
    const patterns = KEYS.map(({ pattern }) => pattern);
    expect(patterns).to.include.members([
      "target.registry.address",
      "services.<name>.scaling.max",
      "services.<name>.needs.0.except.0",
      "services.<name>.sidecars.<name>.probes.port",
    ]);
  });

  it("that can be out of range has such a value here, and no other has", () => {
    const wanted = VALUES.filter((key) => !takesAnything(key) && !isMadeOfOthers(key));
    expect(wanted.map(({ pattern }) => pattern).toSorted()).to.deep.equal(Object.keys(OUT_OF_RANGE).toSorted());
    expect(NAMED.map(({ pattern }) => pattern).toSorted()).to.deep.equal(Object.keys(WRONG_NAMES).toSorted());
  });

  for (const key of KEYS) {
    it(`${key.pattern} is named when its type is wrong`, () => {
      const values = wrongTypesFor(key);
      expect(values).to.have.length.above(0);
      for (const value of values) expectFault(wrongAt(key.pattern, value), value);
    });
  }

  for (const [pattern, value] of Object.entries(OUT_OF_RANGE)) {
    it(`${pattern} is named when its value is ${JSON.stringify(value)}`, () => {
      expectFault(wrongAt(pattern, value), value, /^(allowed: |hour "25": allowed: )/);
    });
  }

  for (const [pattern, name] of Object.entries(WRONG_NAMES)) {
    it(`${pattern} is named when a name in it is ${name}`, () => {
      const { pattern: below } = KEYS.find((key) => key.pattern === `${pattern}.<name>`) as SchemaKey;
      const right = below === "services.<name>" ? serviceWith("") : (RIGHT[below] ?? usual(below));
      expectFault(wrongAt(below, right, name), undefined);
    });
  }

  for (const { pattern } of MAPS) {
    it(`${pattern} names a key that it does not have`, () => {
      const wrong = wrongAt(`${pattern}.zzzzzzzz`, 1);
      expectFault(wrong, undefined, /^unknown key/);
    });
  }
});

/** Something right for a map of a kind of which any value would do. */
function usual(pattern: string): unknown {
  if (/\.ports\.<name>$/.test(pattern)) return 9100;
  if (/\.writable\.<name>$/.test(pattern)) return "1Mi";
  if (/\.(init|sidecars)\.<name>$/.test(pattern) || /^secrets\.<name>$/.test(pattern)) return {};
  return pattern === "secrets.<name>.<name>" ? { template: "{generated}" } : "text";
}
