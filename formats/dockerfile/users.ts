import { parseImageReference } from "../image-reference";

/** Whether an image says in its tag that it runs as another user than root: `static-debian12:nonroot`. */
export function isNonRootImage(name: string): boolean {
  return /(?:^|[-_.])nonroot(?:$|[-_.])/.test(parseImageReference(name)?.tag ?? "");
}
