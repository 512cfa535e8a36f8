import { X509Certificate } from "node:crypto";
import * as fs from "node:fs";

/** A certificate authority that this machine trusts beyond those that Debian trusts. */
export interface ExtraAuthority {
  /** A file name for it, without folder. */
  fileName: string;
  pem: string;
}

/** Debian's own authorities, as the package ca-certificates installs them. */
const DEBIAN_AUTHORITIES = "/usr/share/ca-certificates/mozilla";

const DEFAULT_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

/**
 * The authorities that the machine's bundle has and Debian's package has not: a company's, or that of a proxy which looks into
 * HTTPS. What is built inside an image reaches its package registries only if the image trusts them too.
 *
 * @param environment names the bundle in `SSL_CERT_FILE`, else `NODE_EXTRA_CA_CERTS`, else it is Debian's usual place
 */
export function extraAuthorities(environment: NodeJS.ProcessEnv = process.env): ExtraAuthority[] {
  const bundle = environment.SSL_CERT_FILE || environment.NODE_EXTRA_CA_CERTS || DEFAULT_BUNDLE;
  if (!fs.existsSync(bundle)) return [];
  const known = new Set(
    fs.existsSync(DEBIAN_AUTHORITIES)
      ? fs.readdirSync(DEBIAN_AUTHORITIES).flatMap((name) => fingerprints(`${DEBIAN_AUTHORITIES}/${name}`))
      : [],
  );
  const extra = certificatesIn(fs.readFileSync(bundle, "utf8")).filter(({ print }) => !known.has(print));
  const unique = new Map(extra.map(({ print, pem }) => [print, pem]));
  return [...unique]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([print, pem]) => ({
      fileName: `machine-${print.replaceAll(":", "").slice(0, 16).toLowerCase()}.crt`,
      pem: `${pem}\n`,
    }));
}

function fingerprints(file: string): string[] {
  return certificatesIn(fs.readFileSync(file, "utf8")).map(({ print }) => print);
}

function certificatesIn(text: string): { print: string; pem: string }[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((pem) => ({ print: new X509Certificate(pem).fingerprint256, pem }));
}
