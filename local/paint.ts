import { styleText } from "node:util";

/** Gives text a colour or a weight, as the names of `util.styleText` say. */
export type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

/**
 * What paints text for one stream: only where that stream is a terminal that shows colours. The variables `NO_COLOR` and
 * `FORCE_COLOR` decide otherwise; a variable `CI` does not, since what is collected there is mostly read as plain text.
 *
 * @param stream where the text will be written
 */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (format, text) => styleText(format, text, { stream });
}
