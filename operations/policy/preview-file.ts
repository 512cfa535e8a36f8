import { ENCRYPTION_KEYS } from "../../config/names";
import YAML from "yaml";

/**
 * Makes the stack file for a preview that has a state of its own: the stack's file with the encryption of that state. One that holds
 * secret values keeps its own encryption, without which nobody can read them.
 *
 * @param name the stack file's name, for messages
 * @param text what the stack file says; it may have been used by Pulumi already, or not
 * @param initial what Pulumi wrote into the stack file of the new state
 * @throws Error when the stack file cannot be read, with the line
 */
export function previewFile(name: string, text: string, initial: string): string {
  const document = YAML.parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw new Error(`${name} cannot be read: ${fault.message.trim()}\nCorrect that line and run it again.`);
  if (hasSecrets(document.get("config"))) return text;
  if (!YAML.isMap(document.contents)) return initial;
  if (document.contents.flow)
    throw new Error(`${name} must have each of its keys on a line of its own, without braces around.`);
  // Cut out of the text, so that every other value stays as it is written.
  const kept = document.contents.items.reduceRight((rest, { key, value }) => {
    if (!YAML.isScalar(key) || !ENCRYPTION_KEYS.includes(String(key.value))) return rest;
    const [end] = (YAML.isNode(value) ? value : key).range.slice(-1);
    return rest.slice(0, key.range[0]) + rest.slice(end);
  }, text);
  return `${kept}${kept.endsWith("\n") ? "" : "\n"}${initial}`;
}

/** Whether a value is one that Pulumi has encrypted, or has one in it. */
function hasSecrets(value: unknown): boolean {
  if (YAML.isSeq(value)) return value.items.some(hasSecrets);
  if (!YAML.isMap(value)) return false;
  const [first, ...others] = value.items;
  if (others.length === 0 && YAML.isScalar(first?.key) && first.key.value === "secure") return true;
  return value.items.some((pair) => hasSecrets(pair.value));
}
