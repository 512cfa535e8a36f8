import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../../../embedded/paths";
import { Secret, type PropertyMap, type PropertyValue } from "../../../engine/plugin";

/** A resource of a recorded state. */
export interface RecordedResource {
  name: string;
  type: string;
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

const secretSignature = "4dabf18193072939515e22adb298388d";
const passphrase = "x";

/** What the official plugin left in the state after a stage, secrets decrypted. */
export function recordedState(stage: string): Map<string, RecordedResource> {
  const file = path.join(repositoryRoot, "test/recordings/random", `${stage}.state.json`);
  const { deployment } = JSON.parse(fs.readFileSync(file, "utf8")) as Deployment;
  const decrypt = decrypter(deployment.secrets_providers.state.salt);
  const resources = new Map<string, RecordedResource>();
  for (const resource of deployment.resources) {
    if (!resource.type.startsWith("random:") || resource.delete) continue;
    const name = resource.urn.split("::").at(-1)!;
    resources.set(name, {
      name,
      type: resource.type,
      id: resource.id!,
      inputs: reveal(resource.inputs ?? {}, decrypt) as PropertyMap,
      outputs: reveal(resource.outputs ?? {}, decrypt) as PropertyMap,
    });
  }
  return resources;
}

interface Deployment {
  deployment: {
    resources: {
      urn: string;
      type: string;
      id?: string;
      delete?: boolean;
      inputs?: PropertyMap;
      outputs?: PropertyMap;
    }[];
    secrets_providers: { state: { salt: string } };
  };
}

/** Decrypts `v1:nonce:ciphertext` with the key that the passphrase and `v1:salt:...` give. */
function decrypter(state: string): (text: string) => string {
  const salt = Buffer.from(state.split(":")[1]!, "base64");
  const key = crypto.pbkdf2Sync(passphrase, salt, 1_000_000, 32, "sha256");
  return (text) => {
    const [, nonce, sealed] = text.split(":");
    const bytes = Buffer.from(sealed!, "base64");
    const decipher = crypto.createDecipheriv("aes-256-gcm", key, Buffer.from(nonce!, "base64"));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
  };
}

function reveal(value: PropertyValue | undefined, decrypt: (text: string) => string): PropertyValue {
  if (Array.isArray(value)) return value.map((element: PropertyValue) => reveal(element, decrypt));
  if (typeof value !== "object" || value === null) return value ?? null;
  const map = value as PropertyMap;
  if (secretSignature in map) {
    return new Secret(reveal(JSON.parse(decrypt(map.ciphertext as string)) as PropertyValue, decrypt));
  }
  const entries = Object.entries(map).map(([key, element]): [string, PropertyValue] => [key, reveal(element, decrypt)]);
  return Object.fromEntries(entries);
}
