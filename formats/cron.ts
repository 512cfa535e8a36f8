/**
 * Schedules of cron as Kubernetes reads them: five fields, or a word such as @daily. What its reader (`robfig/cron`) lets pass without a
 * meaning of its own, such as an empty part of a list, is refused here.
 */

/** One field of a schedule: what it counts, and within which bounds. */
interface Field {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Words for numbers, beginning with the minimum. */
  readonly words?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: readonly Field[] = [
  { name: "minute", minimum: 0, maximum: 59 },
  { name: "hour", minimum: 0, maximum: 23 },
  { name: "day of the month", minimum: 1, maximum: 31 },
  { name: "month", minimum: 1, maximum: 12, words: MONTHS },
  { name: "day of the week", minimum: 0, maximum: 6, words: DAYS },
];

/** Words that stand for a whole schedule. */
const MACROS: readonly string[] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/** What is wrong with a schedule, in words that follow its value; undefined for one that is right. */
export function scheduleFault(schedule: string): string | undefined {
  if (/^(CRON_)?TZ=/.test(schedule)) return "a time zone is no part of the schedule: give it as timeZone";
  if (schedule.startsWith("@every")) {
    return "@every counts from the start of the cluster's controller: write five fields, such as */30 * * * *";
  }
  if (schedule.startsWith("@")) {
    return MACROS.includes(schedule) ? undefined : `no such word; there are ${MACROS.join(", ")}`;
  }
  const parts = schedule.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== FIELDS.length) {
    return `${parts.length} ${parts.length === 1 ? "field" : "fields"} instead of 5: minute, hour, day of the month, month, day of the week`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const fault = fieldFault(parts[index] as string, field);
    if (fault !== undefined) return `${field.name} "${parts[index]}": ${fault}`;
  }
  return undefined;
}

function fieldFault(text: string, field: Field): string | undefined {
  for (const part of text.split(",")) {
    const fault = partFault(part, field);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A part of a list: *, a number, or a range, each with a step or without. */
function partFault(part: string, field: Field): string | undefined {
  const [range = "", step, ...tooMany] = part.split("/");
  if (tooMany.length > 0) return "more than one step";
  if (step !== undefined && !/^[1-9]\d*$/.test(step)) return `the step ${step || "after /"} is not a number from 1 on`;
  if (range === "*" || range === "?") return undefined;
  const ends = range.split("-");
  if (ends.length > 2) return "a range has two ends";
  const numbers = ends.map((end) => numberOf(end, field));
  if (numbers.some((number) => number === undefined)) {
    const words = field.words ? ` or ${field.words[0]} to ${field.words.at(-1)}` : "";
    return `allowed: ${field.minimum} to ${field.maximum}${words}, with lists (1,3), ranges (1-5), steps (*/2) and *`;
  }
  const [first, last = first] = numbers as [number, number?];
  return first > last ? "the range ends before it begins" : undefined;
}

/** The number that one end of a range stands for; undefined where that is none of the field. */
function numberOf(text: string, { minimum, maximum, words = [] }: Field): number | undefined {
  const index = words.indexOf(text.toLowerCase());
  if (index >= 0) return minimum + index;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= minimum && number <= maximum ? number : undefined;
}
