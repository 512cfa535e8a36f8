import type { Node } from "../node";

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86400 };

/**
 * Seconds that a container's preStop hook sleeps, by its `sleep` action or by the commands `sleep` that it runs.
 *
 * @returns undefined where it does not sleep.
 * @throws Undecided when the hook is not known yet.
 */
export function preStopSleep(container: Node): number | undefined {
  const hook = container.at("lifecycle", "preStop");
  const seconds = hook.at("sleep", "seconds").number();
  if (seconds !== undefined) return seconds;
  const command = hook.at("exec", "command").strings().join(" ");
  const sleeps = [...command.matchAll(/(?:^|[^\w-])sleep\s+(\d+(?:\.\d+)?)([smhd]?)\b/g)];
  if (sleeps.length === 0) return undefined;
  return sleeps.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (UNITS[unit] ?? 1), 0);
}
