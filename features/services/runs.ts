import { z } from "zod";
import type { Rule } from "../../config/draft";
import { known, serviceFault, servicesOf } from "../../config/draft";
import { dnsLabel, durationBetween, flag, integer, oneOf, strict } from "../../config/fields";
import { scheduleFault } from "../../formats/cron";
import { isReplicated } from "./kinds";

/** Five fields or a word, as the cluster reads them. */
const schedule = () => {
  const error = "allowed: five fields such as 30 2 * * *, or @hourly, @daily, @weekly, @monthly, @yearly, in quotes";
  return z.string({ error }).superRefine((text, context) => {
    const fault = scheduleFault(text);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });
};

const timeZone = () => {
  const error = "allowed: a time zone such as Etc/UTC or Europe/Berlin";
  return z.string({ error }).refine(isTimeZone, { error });
};

const history = strict({
  /** How many runs that succeeded are kept, with their logs. @default 3 */
  succeeded: integer(0, 100).default(3),
  /** How many runs that failed are kept, with their logs. @default 3 */
  failed: integer(0, 100).default(3),
});

/** The keys of what runs to its end. */
export const runKeys = {
  /** When it runs: minute, hour, day of the month, month, day of the week; or one word, such as `@daily` (cron only, which must have one). */
  schedule: schedule().optional(),
  /** Time zone of the schedule (cron only). @default Etc/UTC */
  timeZone: timeZone().optional(),
  /** What happens to a run whose time comes while the last one still runs: forbid leaves it out, allow runs both, replace ends the last one (cron only). @default forbid */
  concurrency: oneOf(["forbid", "allow", "replace"]).optional(),
  /** Which runs are kept (cron only). */
  history: history.optional(),
  /** How late a run may still start when its time was missed (cron only). @default 200s */
  startingDeadline: durationBetween("10s", "24h").optional(),
  /** How long a run may take, its retries included, before it has failed (cron and job). @default 1h for a cron, 10m for a job */
  deadline: durationBetween("10s", "24h").optional(),
  /** How often a run that fails is tried again (cron and job). @default 2 */
  retries: integer(0, 6).optional(),
  /** Whether the version before it can work with what it has done, so that `platform rollback` may go back over it (job only). @default false */
  reversible: flag().optional(),
  /** Services (by key) whose new version starts only when this has succeeded (job only). @default none */
  before: z.array(dnsLabel(), { error: "allowed: a list of services" }).optional(),
};

const jobsComeBeforeServices: Rule = ({ config, serviceKeys }) =>
  servicesOf(config).flatMap(([key, { before = [] }]) =>
    before.flatMap((name) => {
      if (!serviceKeys.includes(name)) {
        return [serviceFault(key, "before", name, known("service", name, serviceKeys))];
      }
      const other = config.services && Object.hasOwn(config.services, name) ? config.services[name] : undefined;
      if (other === undefined || isReplicated(other)) return [];
      return [serviceFault(key, "before", name, `it is a ${other.kind}: allowed are services of kind web or worker`)];
    }),
  );

/** What must hold between a job and the services that wait for it. */
export const runRules: readonly Rule[] = [jobsComeBeforeServices];

/** Whether this is the name of a time zone, written as the cluster's own list of them has it. */
function isTimeZone(name: string): boolean {
  // Names such as "utc" are known here in any case, and there in one only.
  if (!/^[A-Z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
