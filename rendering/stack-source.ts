import { isMap, isScalar, parseDocument } from "yaml";
import type { ConfigSource } from "../config/load";
import { ENCRYPTION_KEYS } from "../config/names";
import type { StackFile } from "../config/stack-file";
import type { RehearsalConfig } from "../features/rehearsal/config";

const SECRETS = "platform:secrets";

/** Stands for a value that only the stack's own passphrase can read. */
const UNREADABLE = "[encrypted]";

/**
 * The configuration that is written in a stack file, as the engine would give it to the program where no cluster is reached.
 *
 * @param stack name of the stack.
 */
export function sourceOf(stack: string, stackFile: StackFile): ConfigSource {
  // What is wrong with it as YAML is a fault of the configuration, which shows nothing of the text: it may be a secret.
  const document = parseDocument(stackFile.text, { merge: true, prettyErrors: false });
  const file =
    document.errors.length > 0 ? undefined : (document.toJS() as { config?: Record<string, unknown> } | null);
  const secretKeys: string[] = [];
  const values = Object.entries(file?.config ?? {}).map(([key, value]) => {
    let secret = false;
    const readable = JSON.stringify(value, (_, inner: unknown) => {
      if (!isEncrypted(inner)) return inner;
      secret = true;
      return UNREADABLE;
    });
    if (secret) secretKeys.push(key);
    return [key, typeof value === "string" ? value : readable] as const;
  });
  return {
    stack,
    values: Object.fromEntries(values),
    secretKeys,
    environment: {},
    home: "/",
    stackFile,
    unreached: true,
  };
}

/** As Pulumi writes a value that it has encrypted. */
function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "secure";
}

/** What decides about a rehearsal beside the stack that it rehearses. */
export type RehearsalTerms = Omit<RehearsalConfig, "generated">;

/**
 * Makes the stack file of a rehearsal: that of the stack, with the rehearsal's own key, with generated values in place of encrypted ones, and
 * without the stack's own encryption.
 *
 * @param text the stack's file.
 * @throws Error where encrypted values cannot be replaced.
 */
export function rehearsalText(text: string, terms: RehearsalTerms): string {
  const document = parseDocument(text);
  for (const key of ENCRYPTION_KEYS) document.delete(key);
  const generated: string[] = [];
  const secrets = document.getIn(["config", SECRETS]);
  if (isMap(secrets)) {
    if (isEncrypted(secrets.toJSON())) throw new EncryptedWhole(SECRETS);
    for (const { key: name, value: keys } of secrets.items) {
      if (!isMap(keys)) continue;
      if (isEncrypted(keys.toJSON())) throw new EncryptedWhole(`${SECRETS}.${plainKey(name)}`);
      for (const { key, value } of keys.items) {
        if (!isMap(value) || !value.items.some((item) => isEncrypted(toPlain(item.value)))) continue;
        document.setIn(["config", SECRETS, plainKey(name), plainKey(key)], { template: "{generated}" });
        generated.push(`${plainKey(name)}/${plainKey(key)}`);
      }
    }
  }
  refuseLogins(toPlain(document.getIn(["config", "platform:images", "logins"])), generated);
  document.setIn(["config", "platform:rehearsal"], { ...terms, ...(generated.length > 0 ? { generated } : {}) });
  return document.toString();
}

/** A generated value opens no registry: without the real one neither builds nor nodes get its images. */
function refuseLogins(logins: unknown, generated: readonly string[]): void {
  for (const [host, { secret }] of Object.entries((logins ?? {}) as Record<string, { secret?: string }>)) {
    if (!generated.some((key) => key.startsWith(`${secret}/`))) continue;
    throw new Error(
      `The login of ${host} (platform:images.logins) is encrypted in the stack's file, and only the stack's own passphrase can read it. ` +
        `So its images cannot be had here, and a stack that has such a login cannot be rehearsed. Nothing has been made.`,
    );
  }
}

function plainKey(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function toPlain(value: unknown): unknown {
  return isMap(value) ? value.toJSON() : value;
}

class EncryptedWhole extends Error {
  constructor(key: string) {
    super(
      `${key} is encrypted as a whole, so that nobody can say here which keys it has. Encrypt each value for itself: ` +
        `pulumi config set --secret --path platform:secrets.<secret>.<key>.value`,
    );
  }
}
