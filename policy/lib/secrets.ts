const NAME = /password|passwd|secret|token|api[_-]?key|private[_-]?key|credential/i;

/** Tokens that language models count: `MAX_TOKENS`, `TOKENIZER`. */
const LANGUAGE = /tokeni[sz]\w*|(?:max|min|num)[_-]?(?:\w+[_-])?tokens/gi;

/** Last words of names that only lead to a secret, or describe it. */
const REFERENCE: ReadonlySet<string> = new Set(
  (
    "file path dir directory name arn id url uri endpoint host port region store provider type version prefix header " +
    "ttl expiry expiration lifetime timeout rotation seconds minutes hours days " +
    "length size count limit algorithm policy issuer audience enabled required"
  ).split(" "),
);

const VALUES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}(?![\w-])/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/,
  /\bgithub_pat_\w{22,}\b/,
  /\bxox[abeprs]-[\w-]{10,}/,
  // The scheme is bounded, or a long text without spaces would take quadratic time.
  /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]*:[^\s/@]+@/i,
];

/** Tells whether a name, of a variable or a key, is one that secrets have: `DB_PASSWORD`, but not `DB_PASSWORD_FILE`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return NAME.test(name.replace(LANGUAGE, "")) && !REFERENCE.has(words.at(-1) ?? "");
}

/** Tells whether a text looks like a secret: an access key, a private key, a signed token, a URL with a password. */
export function isSecretValue(text: string): boolean {
  return VALUES.some((pattern) => pattern.test(text));
}
