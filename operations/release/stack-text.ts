import { isMap, parseDocument } from "yaml";
import { RELEASED } from "./record";

/**
 * The text of a stack file that runs these digests, with the user's comments and order.
 *
 * @param images digests by the key of the service; what the file had there before is replaced
 */
export function withReleased(text: string, images: Readonly<Record<string, string>>): string {
  const document = parseDocument(text);
  if (!isMap(document.get("config")))
    throw new Error("the stack file has no configuration: nothing can be released with it");
  document.setIn(RELEASED, document.createNode(images));
  return document.toString({ lineWidth: 0 });
}

/** The text of a stack file that builds and resolves its images itself again. */
export function withoutReleased(text: string): string {
  const document = parseDocument(text);
  if (!document.hasIn(RELEASED)) return text;
  document.deleteIn(RELEASED);
  const images = document.getIn(RELEASED.slice(0, -1));
  if (isMap(images) && images.items.length === 0) document.deleteIn(RELEASED.slice(0, -1));
  return document.toString({ lineWidth: 0 });
}

/** Lines that say how this machine encrypts a stack's secrets, from the file as it is now: those of another time may not fit its state. */
export function withEncryptionOf(text: string, current: string): string {
  const [document, now] = [parseDocument(text), parseDocument(current)];
  for (const key of ["secretsprovider", "encryptedkey", "encryptionsalt"]) {
    if (now.has(key)) document.set(key, now.get(key, true));
    else document.delete(key);
  }
  return document.toString({ lineWidth: 0 });
}
