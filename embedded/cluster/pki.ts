import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import * as x509 from "@peculiar/x509";
import { readIfPresent, writeFileAtomically } from "./files";

type CryptoKey = webcrypto.CryptoKey;
type CryptoKeyPair = webcrypto.CryptoKeyPair;

const DAY = 24 * 3600 * 1000;
const AUTHORITY_DAYS = 3650;
const LEAF_DAYS = 365;
/** A certificate with less than this left is made anew at the next start. */
const RENEW_BEFORE_DAYS = 60;
/** Clocks that were set back a little must not make a new certificate "not yet valid". */
const BACKDATE = 5 * 60 * 1000;

const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING_ALGORITHM = { name: "ECDSA", hash: "SHA-256" };

/** The certificate authorities: one per purpose, so that a client certificate of one opens nothing of another. */
export type Authority = "cluster" | "front-proxy" | "etcd";
const AUTHORITIES: Authority[] = ["cluster", "front-proxy", "etcd"];

/** What a leaf certificate says. */
export interface LeafRequest {
  /** File name below the PKI directory, without extension. */
  name: string;
  authority: Authority;
  commonName: string;
  /** Kubernetes groups, for client certificates. */
  organization?: string;
  usages: ("client" | "server")[];
  dnsNames?: string[];
  ipAddresses?: string[];
}

/** Paths of a certificate and its private key. */
export interface KeyPairFiles {
  certificate: string;
  key: string;
}

/** Where the certificate and the key of that name are, for leaves and for authorities (`ca-cluster` and so on). */
export function keyPairFiles(directory: string, name: string): KeyPairFiles {
  return { certificate: path.join(directory, `${name}.crt`), key: path.join(directory, `${name}.key`) };
}

/** The file name (without extension) of an authority. */
export function authorityName(authority: Authority): string {
  return `ca-${authority}`;
}

/**
 * Makes what is missing of the authorities, the leaf certificates and the service-account signing key, and makes anew what
 * nears its end, what another authority signed, or what no longer says what is asked. Everything else is left as it is.
 *
 * @param directory the PKI directory; made with 0700, every file in it is 0600
 * @param requests the leaf certificates wanted
 * @param now the time to judge validity by
 * @returns the names of what was made
 */
export async function ensurePki(directory: string, requests: LeafRequest[], now: Date = new Date()): Promise<string[]> {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  fs.chmodSync(directory, 0o700);
  const made: string[] = [];
  const authorities = new Map<Authority, Signer>();
  for (const authority of AUTHORITIES) {
    const { signer, isNew } = await ensureAuthority(directory, authority, now);
    authorities.set(authority, signer);
    if (isNew) made.push(authorityName(authority));
  }
  for (const request of requests) {
    const signer = authorities.get(request.authority)!;
    const files = keyPairFiles(directory, request.name);
    if (await isCurrent(files, request, signer.certificate, now)) continue;
    await issueLeaf(files, request, signer, now);
    made.push(request.name);
  }
  if (await ensureServiceAccountKey(directory)) made.push("service-accounts");
  return made;
}

interface Signer {
  certificate: x509.X509Certificate;
  privateKey: CryptoKey;
}

async function ensureAuthority(
  directory: string,
  authority: Authority,
  now: Date,
): Promise<{ signer: Signer; isNew: boolean }> {
  const files = keyPairFiles(directory, authorityName(authority));
  const existing = parseCertificate(files.certificate);
  const key = readIfPresent(files.key);
  if (existing && key && hasTimeLeft(existing, now)) {
    return { signer: { certificate: existing, privateKey: await importPrivateKey(key) }, isNew: false };
  }
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    // The time in the name tells a renewed authority from its predecessor, whose leaves then count as foreign.
    name: [{ CN: [`platform-embedded-${authority}-ca-${now.getTime()}`] }],
    notBefore: new Date(now.getTime() - BACKDATE),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY),
    signingAlgorithm: SIGNING_ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writeFileAtomically(files.key, await exportPrivateKey(keys.privateKey));
  writeFileAtomically(files.certificate, certificate.toString("pem") + "\n");
  return { signer: { certificate, privateKey: keys.privateKey }, isNew: true };
}

async function issueLeaf(files: KeyPairFiles, request: LeafRequest, signer: Signer, now: Date): Promise<void> {
  const keys = await generateKeys();
  const extendedUsages = request.usages.map((usage) =>
    usage === "client" ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth,
  );
  const names = alternativeNames(request);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: subjectOf(request),
    issuer: signer.certificate.subjectName,
    notBefore: new Date(now.getTime() - BACKDATE),
    notAfter: new Date(now.getTime() + LEAF_DAYS * DAY),
    signingAlgorithm: SIGNING_ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(extendedUsages),
      await x509.AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  writeFileAtomically(files.key, await exportPrivateKey(keys.privateKey));
  writeFileAtomically(files.certificate, certificate.toString("pem") + "\n");
}

/** Whether the files hold a pair that says what the request says, is signed by that authority and is not about to expire. */
async function isCurrent(
  files: KeyPairFiles,
  request: LeafRequest,
  authority: x509.X509Certificate,
  now: Date,
): Promise<boolean> {
  const certificate = parseCertificate(files.certificate);
  if (!certificate || readIfPresent(files.key) === undefined || !hasTimeLeft(certificate, now)) return false;
  if (certificate.subject !== new x509.Name(subjectOf(request)).toString()) return false;
  const extension = certificate.getExtension(x509.SubjectAlternativeNameExtension);
  const found = (extension?.names.items ?? []).map((name) => `${name.type}:${name.value}`).sort();
  const wanted = alternativeNames(request).map((name) => `${name.type}:${name.value}`);
  if (found.join() !== wanted.sort().join()) return false;
  return certificate.verify({ publicKey: authority.publicKey, signatureOnly: true });
}

async function ensureServiceAccountKey(directory: string): Promise<boolean> {
  const privateFile = path.join(directory, "service-accounts.key");
  const publicFile = path.join(directory, "service-accounts.pub");
  if (readIfPresent(privateFile) && readIfPresent(publicFile)) return false;
  const keys = await generateKeys();
  const spki = await webcrypto.subtle.exportKey("spki", keys.publicKey);
  writeFileAtomically(privateFile, await exportPrivateKey(keys.privateKey));
  writeFileAtomically(publicFile, x509.PemConverter.encode(spki, "PUBLIC KEY") + "\n");
  return true;
}

function subjectOf(request: LeafRequest): x509.JsonName {
  return [...(request.organization ? [{ O: [request.organization] }] : []), { CN: [request.commonName] }];
}

function alternativeNames(request: LeafRequest): x509.JsonGeneralName[] {
  return [
    ...(request.dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
    ...(request.ipAddresses ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
}

function hasTimeLeft(certificate: x509.X509Certificate, now: Date): boolean {
  const left = certificate.notAfter.getTime() - now.getTime();
  return left > RENEW_BEFORE_DAYS * DAY && certificate.notBefore.getTime() <= now.getTime();
}

/** A file that is missing or damaged counts as no certificate: it is made anew. */
function parseCertificate(file: string): x509.X509Certificate | undefined {
  const pem = readIfPresent(file);
  if (pem === undefined) return undefined;
  try {
    return new x509.X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function generateKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);
}

async function exportPrivateKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY") + "\n";
}

function importPrivateKey(pem: string): Promise<CryptoKey> {
  return webcrypto.subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(pem), KEY_ALGORITHM, true, ["sign"]);
}

/** 128 random bits; the leading 4 keeps the number positive in ASN.1. */
function serialNumber(): string {
  return (
    "4" +
    Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)))
      .toString("hex")
      .slice(1)
  );
}
