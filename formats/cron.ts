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

/** What the words stand for that fire more than once a day; any other word fires at most once. */
const WORDS_WITHIN_A_DAY: Readonly<Record<string, string>> = { "@hourly": "0 * * * *" };

const DAY_MINUTES = 24 * 60;

/**
 * Seconds between two times of a schedule, at the least. Every day is taken for one on which it fires, so that there may be more in truth.
 *
 * @returns undefined for what is no schedule by this reader.
 */
export function shortestInterval(schedule: string): number | undefined {
  if (scheduleFault(schedule) !== undefined) return undefined;
  const fields = schedule.startsWith("@") ? (WORDS_WITHIN_A_DAY[schedule] ?? "0 0 * * *") : schedule;
  const [minutes, hours] = fields
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part, index) => numbersOf(part, FIELDS[index] as Field)) as [number[], number[]];
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  const gaps = times.map((time, index) => (times[index + 1] ?? (times[0] as number) + DAY_MINUTES) - time);
  return Math.min(...gaps) * 60;
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

/** The numbers that a field without a fault stands for, in their order. A step without a range goes to the field's end. */
function numbersOf(text: string, field: Field): number[] {
  const numbers = text.split(",").flatMap((part) => {
    const [range = "", step] = part.split("/");
    const [from, to] = range.split("-");
    const isAny = range === "*" || range === "?";
    const first = isAny ? field.minimum : (numberOf(from as string, field) as number);
    const end = to === undefined ? (step === undefined ? first : field.maximum) : (numberOf(to, field) as number);
    const last = isAny ? field.maximum : end;
    const width = Number(step ?? 1);
    return Array.from({ length: Math.floor((last - first) / width) + 1 }, (_, index) => first + index * width);
  });
  return [...new Set(numbers)].toSorted((one, other) => one - other);
}

/** The number that one end of a range stands for; undefined where that is none of the field. */
function numberOf(text: string, { minimum, maximum, words = [] }: Field): number | undefined {
  const index = words.indexOf(text.toLowerCase());
  if (index >= 0) return minimum + index;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= minimum && number <= maximum ? number : undefined;
}
