const VALUES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END[^-]*-----|$)/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}(?![\w-])/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/,
  /\bgithub_pat_\w{22,}\b/,
  /\bxox[abeprs]-[\w-]{10,}/,
  // The scheme is bounded, or a long text without spaces would take quadratic time.
  /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]*:[^\s/@]+@/i,
];

/** Whether a string looks like a secret: an access key, a private key, a signed token, a URL with a password. */
export function isSecretValue(text: string): boolean {
  return VALUES.some((pattern) => pattern.test(text));
}

/** A text in which nothing is left that looks like a secret. */
export function withoutSecretValues(text: string): string {
  return VALUES.reduce((rest, pattern) => rest.replace(new RegExp(pattern, `${pattern.flags}g`), "[secret]"), text);
}
