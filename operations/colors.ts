import { styleText } from "node:util";

/** Gives text a color or a weight, as the names of `util.styleText` say. */
export type Colorize = (format: Parameters<typeof styleText>[0], text: string) => string;

/**
 * What colors text for one stream: only where that stream is a terminal that shows colors. The variables `NO_COLOR` and
 * `FORCE_COLOR` decide otherwise; a variable `CI` does not, since what is collected there is mostly read as plain text.
 *
 * @param stream where the text will be written
 */
export function colorsFor(stream: NodeJS.WritableStream): Colorize {
  return (format, text) => styleText(format, text, { stream });
}
