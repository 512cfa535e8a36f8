import "reflect-metadata";
import { cryptoProvider, X509CertificateGenerator } from "@peculiar/x509";

const DAY = 86_400_000;

/** A certificate and its private key, as PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/**
 * Makes a key and a certificate that is its own authority.
 *
 * @param from days from now until it is valid; negative ones have passed
 * @param until days from now until it ends
 * @param name address or DNS name that it is for
 * @param subject whose it is
 */
export async function certificate(
  from: number,
  until: number,
  name = "127.0.0.1",
  subject = `CN=${name}`,
): Promise<KeyPair> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  cryptoProvider.set(crypto);
  const { SubjectAlternativeNameExtension } = await import("@peculiar/x509");
  const made = await X509CertificateGenerator.createSelfSigned({
    name: subject,
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + until * DAY),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: /^[\d.]+$/.test(name) ? "ip" : "dns", value: name }])],
  });
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return { cert: made.toString("pem"), key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n` };
}
