import fc from "fast-check";

/** Names of fields that are quantities, bytes or maps somewhere in the API, and of what schemas are made of. */
export const DANGEROUS_NAMES = [
  "limits",
  "requests",
  "capacity",
  "allocatable",
  "overhead",
  "hard",
  "default",
  "defaultRequest",
  "min",
  "max",
  "maxLimitRequestRatio",
  "sizeLimit",
  "averageValue",
  "divisor",
  "value",
  "data",
  "binaryData",
  "stringData",
  "caBundle",
  "labels",
  "annotations",
  "parameters",
  "rules",
  "status",
  "metadata-like",
  "properties",
  "items",
];

const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));

/** Quantities in every form that the API server accepts, none below zero. */
export const anyQuantity: fc.Arbitrary<string> = fc
  .record({
    sign: fc.constantFrom("", "", "", "+"),
    whole: fc.oneof(digits(3), digits(20), fc.constantFrom("0", "1000", "1024", "1025", "4096", "1048576", "007")),
    fraction: fc.oneof(
      fc.constant(""),
      fc.constant(""),
      digits(12).map((text) => `.${text}`),
      fc.constantFrom(".", ".0", ".5", ".500"),
    ),
    suffix: fc.oneof(
      fc.constantFrom("", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"),
      fc.tuple(fc.constantFrom("e", "E"), fc.integer({ min: -12, max: 21 })).map(([mark, power]) => `${mark}${power}`),
    ),
  })
  .map(({ sign, whole, fraction, suffix }) => sign + whole + fraction + suffix);

/** Base64 as programs write it: in one line, wrapped at any width, ended by a line break. */
export const anyBase64: fc.Arbitrary<string> = fc
  .record({
    bytes: fc.uint8Array({ maxLength: 300 }),
    width: fc.constantFrom(4, 60, 64, 76, 1000),
    lineBreak: fc.constantFrom("\n", "\r\n"),
    ended: fc.boolean(),
  })
  .map(({ bytes, width, lineBreak, ended }) => {
    const text = Buffer.from(bytes).toString("base64");
    return text.replace(new RegExp(`.{${width}}(?=.)`, "g"), `$&${lineBreak}`) + (ended ? lineBreak : "");
  });

/** Structural schemas whose properties have the names of other things. */
const { object } = fc.letrec<{ object: object; any: object }>((tie) => ({
  object: fc
    .dictionary(fc.constantFrom(...DANGEROUS_NAMES), tie("any"), { minKeys: 1, maxKeys: 5 })
    .map((properties) => ({ type: "object", properties })),
  any: fc.oneof(
    { maxDepth: 3 },
    fc
      .record(
        { type: fc.constant("string"), maxLength: fc.nat(20), default: fc.constantFrom("1", "0.50", "1000m") },
        { requiredKeys: ["type"] },
      )
      .map(({ maxLength, ...schema }) => ({
        ...schema,
        ...(maxLength === undefined ? {} : { maxLength: maxLength + 5 }),
      })),
    fc.record(
      { type: fc.constant("integer"), minimum: fc.nat(9), default: fc.constant(1000) },
      { requiredKeys: ["type"] },
    ),
    fc.constant({ type: "array", items: { type: "string" }, default: ["1000m"] }),
    fc.constant({
      type: "object",
      x_kubernetes_preserve_unknown_fields: true,
      default: { limits: { cpu: 1 }, data: "1000m" },
    }),
    fc.constant({ x_kubernetes_int_or_string: true, default: "1000m" }),
    tie("any").map((additionalProperties) => ({ type: "object", additionalProperties })),
    tie("any").map((items) => ({ type: "array", items, minItems: 1 })),
    tie("object"),
  ),
}));

export const anySchema: fc.Arbitrary<object> = object;
