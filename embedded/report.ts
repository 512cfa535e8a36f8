/** Tells the user, in one line, what a long piece of work is doing now. The newest line replaces the one before it. */
export type Report = (message: string) => void;

/** A duration as people read it: `4.2 s`, `38 s`, `3 min 05 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
