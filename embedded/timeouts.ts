/** Beyond this a wait that never ends would look like one that may. */
const MOST = 100;

/**
 * How many times as long as usual the steps on this machine may take before they count as failed: `PLATFORM_TIMEOUT_FACTOR`, a number from
 * 1 (default) to 100. An emulated processor or a slow disk needs it; nothing becomes slower by it.
 *
 * @throws Error when it is no such number
 */
export function timeoutFactor(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment.PLATFORM_TIMEOUT_FACTOR || "1";
  const factor = Number(text);
  if (!(factor >= 1 && factor <= MOST)) {
    throw new Error(`PLATFORM_TIMEOUT_FACTOR is "${text}"; it takes a number from 1 to ${MOST}, such as 5.`);
  }
  return factor;
}

/** What to do where a step took too long, and the machine may only be slow. */
export function longerTimeouts(environment: NodeJS.ProcessEnv = process.env): string {
  const more = Math.min(5 * timeoutFactor(environment), MOST);
  return `if the machine is only slow, give each step more time with PLATFORM_TIMEOUT_FACTOR=${more}`;
}
