import { formatDuration } from "../../embedded/report";
import type { Change, Changes } from "./changes";
import { BUILD } from "./effects";
import type { Forecast } from "./forecast";

/** How many components a headline names. */
const NAMED = 3;

/** One line: what happens to whom, how much is replaced and deleted, and how long it takes. */
export function headlineOf(stack: string, { changes, complete }: Changes, forecast: Forecast): string {
  if (!complete) return `${stack}: the preview did not come to its end`;
  if (changes.length === 0) return `${stack}: nothing changes`;
  const phrases = phrasesOf(changes);
  const more = phrases.length - NAMED;
  const said = [
    ...phrases.slice(0, NAMED),
    ...(more > 0 ? [`${more} more ${more === 1 ? "component changes" : "components change"}`] : []),
  ];
  const number = (action: Change["action"]) => changes.filter((one) => one.action === action).length;
  const duration =
    forecast.kind === "none" ? "duration unknown (no history)" : `about ${formatDuration(forecast.likely * 1000)}`;
  return `${stack}: ${[...said, `${number("replace")} replaced`, `${number("delete")} deleted`, duration].join(", ")}`;
}

/** What happens to each component, workloads first, what is only built for them last. */
function phrasesOf(changes: readonly Change[]): string[] {
  const owners = Map.groupBy(changes, ({ owner }) => owner.name);
  const phrases = [...owners].map(([name, own]) => {
    const telling = own.find(({ effect }) => effect.words !== undefined);
    const rank = telling === undefined ? 1 : BUILD.test(telling.type) ? 2 : 0;
    return { text: `${name} ${telling?.effect.words ?? wordsOf(own)}`, rank };
  });
  return phrases.toSorted((a, b) => a.rank - b.rank).map(({ text }) => text);
}

function wordsOf(changes: readonly Change[]): string {
  const all = (action: Change["action"]) => changes.every((one) => one.action === action);
  if (all("create")) return "is new";
  if (all("delete")) return "is deleted";
  if (changes.some((one) => one.action === "replace")) return "is replaced";
  return "changes";
}
