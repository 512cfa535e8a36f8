import { LineCounter, parseDocument, Scalar, type ScalarTag } from "yaml";
import { KubeconfigError } from "./model";

/**
 * What a word without quotes is to the YAML library of Kubernetes: YAML 1.1, but without its numbers to base 60, and a date is a
 * string. A number where a string belongs is refused there, so it must not become one here.
 */
const PLAIN_SCALARS: readonly ScalarTag[] = [
  {
    tag: "tag:yaml.org,2002:null",
    default: true,
    test: /^(?:|~|null|Null|NULL)$/,
    resolve: () => new Scalar(null),
  },
  boolean(true, /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/),
  boolean(false, /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/),
  { tag: "tag:yaml.org,2002:float", default: true, test: /^[-+.0-9]/, resolve: numberOrString },
];

function boolean(value: boolean, test: RegExp): ScalarTag {
  return { tag: "tag:yaml.org,2002:bool", default: true, test, resolve: () => new Scalar(value) };
}

const SPECIAL_FLOAT = /^(?:\.(?:nan|NaN|NAN)|[-+]?\.(?:inf|Inf|INF))$/;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function numberOrString(text: string, onError: (message: string) => void): number | string {
  // There they go through JSON, which has no word for them.
  if (SPECIAL_FLOAT.test(text)) onError("neither infinity nor NaN can be in it");
  // Underlines group digits; in what begins with a point they have to stand between two.
  const plain = text.startsWith(".") ? text.replace(/(?<=[0-9])_(?=[0-9])/g, "") : text.replaceAll("_", "");
  if (INTEGER.test(plain)) return Number.isNaN(Number(plain)) ? Number(plain.slice(1)) : Number(plain);
  // What is too large for a floating-point number is a string.
  return FLOAT.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : text;
}

/**
 * Reads YAML, of which JSON is a part, as the Kubernetes programs do: the first document of the file, and the last of equal keys.
 *
 * @param text the file's content
 * @param where what the content is, for the error
 * @throws KubeconfigError `invalid`, with the line and without the content
 */
export function parseYaml(text: string, where: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    schema: "failsafe",
    version: "1.1",
    merge: true,
    customTags: [...PLAIN_SCALARS],
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter,
  });
  // Further documents belong to others.
  const error = document.errors.find(({ code }) => code !== "MULTIPLE_DOCS");
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new KubeconfigError("invalid", `${where} is not YAML or JSON: ${error.code} in line ${line}, column ${col}`);
  }
  try {
    return document.toJS();
  } catch {
    throw new KubeconfigError(
      "invalid",
      `${where} is not YAML or JSON: an alias in it has no anchor, or too many uses`,
    );
  }
}
