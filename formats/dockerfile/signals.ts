const NAMES = new Set(
  (
    "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU " +
    "URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX"
  ).split(" "),
);

/** Whether Linux knows a signal, by name or number: `SIGTERM`, `term`, `15`, `RTMIN+3`. */
export function isSignal(text: string): boolean {
  if (/^[-+]?\d+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, "");
  const [, base, sign, distance] = /^(RTM(?:IN|AX))([-+])([1-9]\d?)$/.exec(name) ?? [];
  if (base === undefined) return NAMES.has(name);
  return base === "RTMIN" ? sign === "+" && Number(distance) <= 15 : sign === "-" && Number(distance) <= 14;
}
