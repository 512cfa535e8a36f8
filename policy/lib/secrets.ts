const NAME = /password|passwd|secret|token|api[_-]?key|private[_-]?key|credential/i;

/** Names that only lead to a secret, or describe it. */
const REFERENCE = /(?:_|-|\b)(?:FILE|PATH|NAME|ARN|ID|URL|TTL|EXPIRY|LENGTH|ALGORITHM|POLICY)$/i;

const VALUES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i,
];

/** Tells whether a name, of a variable or a key, is one that secrets have: `DB_PASSWORD`, but not `DB_PASSWORD_FILE`. */
export function isSecretName(name: string): boolean {
  return NAME.test(name) && !REFERENCE.test(name);
}

/** Tells whether a text looks like a secret: an access key, a private key, a signed token, a URL with a password. */
export function isSecretValue(text: string): boolean {
  return VALUES.some((pattern) => pattern.test(text));
}
