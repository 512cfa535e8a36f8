import { expect } from "chai";
import * as fc from "fast-check";
import { isAlias, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { ConfigurationError } from "../../../config/faults";
import { resolveConfig } from "../../../config/load";
import { oracleCases } from "../../support/oracle";
import { configSource } from "../../support/stack";
import { type Answer, askPulumi, type Question, type Typed } from "../../support/stack-file-oracle";

/** Cases of a usual run, and their seed; ORACLE_CASES and ORACLE_SEED make more and others. */
const CASES = 2000;
const SEED = 10;
const PER_FILE = 50;

const WORDS = [
  ...[
    "175928847299117063",
    "3.10",
    "1234e56",
    "01234",
    "2026-11-29",
    "yes",
    "no",
    "on",
    "off",
    "null",
    "~",
    "y",
    "N",
    "True",
  ],
  ...[
    "0x1F",
    "0X1F",
    "0o17",
    "0O17",
    "0b11",
    "0B11",
    "1_000",
    ".inf",
    "-.Inf",
    ".NaN",
    ".5",
    "1.0",
    "+1",
    "-0",
    "08",
    ".",
  ],
  ...[
    "12:30:45",
    "1:2",
    "12:30",
    "190:20:30.15",
    "!!binary aGk=",
    "!!str 3.10",
    "!!int 8",
    "!!float 1",
    "!!timestamp 2026-11-29",
  ],
  ...[
    "2026-11-29T10:00:00Z",
    "2026-11-29 10:00:00",
    "2026-11-29 10:00:00.5 -3:30",
    "2026-1-1",
    "2026-13-45",
    "8080",
    "true",
  ],
  ...[
    "1.5",
    "v1.0",
    "127.0.0.1",
    "1e3",
    "1E3",
    "1e+3",
    "=",
    "<<",
    "nan",
    "infinity",
    "0x",
    "0_",
    "_1",
    "1__0",
    "9223372036854775808",
  ],
  ...[
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740993",
    "1.7976931348623157e309",
    "5e-324",
    "0.1e1",
    "1.e1",
    '""',
  ],
  ...[
    "'01234'",
    '"01234"',
    '"a\\tb"',
    "'it''s'",
    "|-\n          01234",
    ">-\n          2026-11-29\n          a",
    "&a 8",
    "&a 010",
    "*base",
  ],
];

/** A scalar as it may be written, from the characters of numbers, dates and words. */
const scalar = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.constantFrom(..."0123456789+-._:eExXoObBTZ"), minLength: 1, maxLength: 8 }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("", "0x", "0o", "0b", "0", "+", "-", "."), fc.nat().map(String))
      .map((p) => p.join("")),
  },
  { weight: 1, arbitrary: fc.tuple(fc.nat(9999), fc.nat(99), fc.nat(99)).map(([a, b, c]) => `${a}-${b}-${c}`) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(9999), fc.nat(99), fc.nat(99)).map(([a, b, c]) => `${a}-${b}-${c} ${b}:${c}:${b}`),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom(..."yYeEsSnNoOfFtTrRuUlLaA~.iI"), minLength: 1, maxLength: 5 }),
  },
  { weight: 1, arbitrary: fc.double().map(String) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => JSON.stringify(text)) },
);

function stackFile(scalars: readonly string[]): string {
  const variables = scalars.map((text, index) => `        V${index}: ${text}\n`).join("");
  const image = `example.org/a@sha256:${"0".repeat(64)}`;
  return `base: &base 007\nconfig:\n  platform:services:\n    a:\n      image: "${image}"\n      port: 8000\n      environment:\n${variables}`;
}

/** The configuration of dev with the services of a stack file. */
function configured({ text, values }: Answer) {
  const rest = configSource("dev");
  const given = { ...rest, values: { ...rest.values, ...values }, stackFile: { path: "Pulumi.dev.yaml", text } };
  return resolveConfig(given).services[0]?.environment;
}

/** Variables that are refused, by name. */
function refused(answer: Answer): string[] {
  try {
    configured(answer);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.faults.map(({ key, wanted }) => {
      expect(wanted).to.contain("write it in quotes");
      return key.slice("platform:services.a.environment.".length);
    });
  }
}

const PATH = ["config", "platform:services", "a", "environment"];

/** For a variable: what is written, and whether a reader takes it for the same string, for each reader. */
function readers({ text, values, v2, v3 }: Answer): (name: string) => { written: string; same: boolean[] } {
  const documents = (["1.1", "1.2"] as const).map((version) => parseDocument(text, { version }));
  const nodes = (documents[0]?.getIn(PATH) as YAMLMap).items;
  const inside = (value: unknown, path: readonly string[]) =>
    path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
  const own = JSON.parse(values["platform:services"] as string) as unknown;
  const javaScript = [...documents.map((one) => inside(one.toJS(), PATH)), inside(own, PATH.slice(2))];
  const go = [v2, v3].map((typed) => inside(typed, PATH));
  return (name) => {
    const node = nodes.find(({ key }) => (key as Scalar).value === name)?.value;
    const written = isAlias(node) ? "007" : ((node as Scalar).source as string);
    const strings = javaScript.map((all) => {
      const value = inside(all, [name]);
      return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
    });
    const typed = go.map((all) => {
      const [type, printed] = inside(all, [name]) as Typed & [string, string];
      return ["string", "int", "int64", "uint64", "float64", "bool"].includes(type) ? printed : undefined;
    });
    return { written, same: [...strings, ...typed].map((one) => one === written) };
  };
}

function inFiles(scalars: readonly string[]): Question[] {
  const questions: Question[] = [];
  for (let start = 0; start < scalars.length; start += PER_FILE) {
    questions.push({ text: stackFile(scalars.slice(start, start + PER_FILE)) });
  }
  return questions;
}

describe("scalars of a stack file, compared with the Pulumi CLI's own reader and four others", () => {
  it("are refused unless all readers take them for the string that is written", async function () {
    this.timeout(600_000);
    const { cases, seed } = oracleCases(CASES, SEED);
    const valid = (text: string) => {
      const { errors, contents } = parseDocument(stackFile([text]));
      const node = (contents as YAMLMap).getIn([...PATH, "V0"], true) as Scalar | undefined;
      return errors.length === 0 && node !== undefined && !("items" in node);
    };
    const candidates = [...WORDS, ...fc.sample(scalar, { numRuns: cases, seed })].filter(valid);
    // What the CLI itself refuses does not reach the program.
    const alone = await askPulumi(candidates.map((text) => ({ text: stackFile([text]) })));
    const scalars = candidates.filter((_, index) => alone[index]?.error === undefined);
    expect(scalars.length, "scalars that are YAML").to.be.greaterThan(cases / 2);
    const answers = await askPulumi(inFiles(scalars));
    const different: unknown[] = [];
    const accepted: string[] = [];
    let bad = 0;
    for (const [index, answer] of answers.entries()) {
      const own = scalars.slice(index * PER_FILE, (index + 1) * PER_FILE);
      expect(answer.error, own.join("\n")).to.equal(undefined);
      const found = new Set(refused(answer));
      const reading = readers(answer);
      for (const [position, text] of own.entries()) {
        const { written, same } = reading(`V${position}`);
        const isRight = same.every((one) => one);
        if (isRight) accepted.push(text);
        else bad += 1;
        if (found.has(`V${position}`) === isRight) different.push({ text, written, same, refused: !isRight });
      }
    }
    expect(different.slice(0, 10), `${different.length} of ${scalars.length} differ`).to.deep.equal([]);
    expect(bad, "scalars that are refused").to.be.within(scalars.length / 10, (9 * scalars.length) / 10);

    for (const answer of await askPulumi(inFiles(accepted))) {
      const environment = Object.entries(configured(answer) ?? {});
      const reading = readers(answer);
      expect(environment).to.deep.equal(environment.map(([name]) => [name, reading(name).written]));
    }
  });

  it("that `pulumi config set` writes are the value that was set, or refused", async function () {
    this.timeout(600_000);
    const { cases, seed } = oracleCases(CASES / 4, SEED);
    const candidates = [
      ...WORDS,
      ...fc.sample(scalar, { numRuns: cases, seed }),
      ...fc.sample(fc.string(), { numRuns: cases, seed }),
    ];
    // Of these the command writes another number into the file, which then is what is written.
    const isNormalized = (value: string) => /^(\+\d+|-0+)$/.test(value);
    const values = candidates.filter((value) => !isNormalized(value));
    const key = "platform:services.a.environment.V";
    const answers = await askPulumi(values.map((value) => ({ text: stackFile([]), set: { key, value } })));
    let refusals = 0;
    const different = answers.flatMap((answer, index): object[] => {
      expect(answer.error, values[index]).to.equal(undefined);
      if (refused(answer).length === 0) {
        const value = configured(answer)?.["V"];
        return value === values[index] ? [] : [{ set: values[index], value, text: answer.text }];
      }
      refusals += 1;
      return readers(answer)("V").same.every((one) => one) ? [{ set: values[index], refused: true }] : [];
    });
    expect(different.slice(0, 5), `${different.length} of ${values.length} differ`).to.deep.equal([]);
    expect(refusals, "values that are refused").to.be.within(1, values.length / 10);
  });
});
