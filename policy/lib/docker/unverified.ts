import { commandsOf } from "./commands";

/** Words by which a program stops checking whom it talks to, or what it was given. */
const FLAGS: readonly (readonly [program: RegExp, words: RegExp])[] = [
  // Only letters that take no value stand before the k: in -okey it is part of a file's name.
  [/^curl$/, / (?:--insecure|-[fgijlnpqsvGILNORSZ0-9#]*k)/],
  [/^wget$/, / --no-check-certificate(?=[ =])/],
  [/^(?:pip[\d.]*|python[\d.]*|uv)$/, / --(?:trusted-host|allow-insecure-host)(?=[ =])/],
  [/^(?:npm|pnpm|yarn)$/, / (?:--)?(?:strict-ssl|strict-ssl-config)[ =]"?false|--no-strict-ssl(?= )/],
  [/^git$/, / "?http\.(?:\S+\.)?sslverify[ =]"?(?:false|0|no|off)/i],
  [
    /^apt(?:-get)?$/,
    / (?:--allow-unauthenticated|--force-yes|--allow-insecure-repositories)(?= )|Verify-(?:Peer|Host)=false/,
  ],
  [/^apk$/, / --allow-untrusted(?= )/],
  [/^(?:yum|dnf|microdnf)$/, / (?:--nogpgcheck|--no-gpgchecks)(?= )|sslverify=(?:0|false)/i],
  [/^rpm$/, / --(?:nosignature|nodigest|noverify)(?= )/],
];

/** Variables by which they do. */
const VARIABLES =
  /\b(?:NODE_TLS_REJECT_UNAUTHORIZED=["']?0|PYTHONHTTPSVERIFY=["']?0|GIT_SSL_NO_VERIFY=["']?[^\s"']|NPM_CONFIG_STRICT_SSL=["']?false|PIP_TRUSTED_HOST=["']?[^\s"'])/i;

/** The program, or the variable, by which a script stops checking; undefined if it does not. */
export function uncheckedIn(script: string): string | undefined {
  const variable = VARIABLES.exec(script)?.[0].split("=")[0];
  return (
    variable ??
    commandsOf(script)
      .map(uncheckedBy)
      .find((program) => program !== undefined)
  );
}

function uncheckedBy(command: readonly string[]): string | undefined {
  const words = command[0] === "sudo" ? command.slice(1) : command;
  const [program = ""] = words;
  const text = ` ${words.slice(1).join(" ")} `;
  const name = program.slice(program.lastIndexOf("/") + 1);
  return FLAGS.some(([programs, flags]) => programs.test(name) && flags.test(text)) ? name : undefined;
}
