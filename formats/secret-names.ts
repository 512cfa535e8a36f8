const NAME = /password|passwd|secret|token|api_?key|private_?key|credential/;

/** What only looks like such a word: tokens that language models count, and words that begin alike. */
const OTHERS = new RegExp(
  [
    "tokeni[sz][a-z]*",
    "(?:max|min|num|n|new|total|input|output|prompt|completion|context)_?(?:\\w+_)?tokens",
    "tokens_per_",
    "passwordless",
    "secretar(?:y|ies|iat)",
  ].join("|"),
  "g",
);

/** Last words of names that only lead to a secret, or describe it. */
const REFERENCE: ReadonlySet<string> = new Set(
  (
    "file files filename path paths dir directory folder mount volume name names alias label arn id ids ref url uri endpoint host port " +
    "region namespace store provider type kind class version prefix suffix header field format encoding charset pattern regex role scope " +
    "scopes ttl expires expiry expiration lifetime timeout validity age leeway window grace delay interval rotation duration " +
    "ms millis milliseconds second seconds minute minutes hour hours day days " +
    "length size count limit retries attempts algorithm policy issuer audience username enabled disabled required allowed supported"
  ).split(" "),
);

/** Words of names that switch something on or off, or of what everybody may read. */
const HARMLESS: ReadonlySet<string> = new Set(
  "allow disable enable require skip without random generate is has no public publishable".split(" "),
);

/**
 * Reports whether a name, of a variable or a key, is one that secrets have: `DB_PASSWORD`, but neither `DB_PASSWORD_FILE`, which leads to one,
 * nor `PASSWORD_MIN_LENGTH`, which describes one, nor `MAX_TOKENS`, which is none.
 */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const isSecret = NAME.test(words.join("_").replace(OTHERS, ""));
  return isSecret && !REFERENCE.has(words.at(-1) ?? "") && !words.some((word) => HARMLESS.has(word));
}
