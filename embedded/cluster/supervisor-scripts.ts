import * as path from "node:path";
import type { ClusterLayout } from "./layout";
import type { ServiceDefinition } from "./supervisor";

/** A program that ends sooner than this after its start counts as failing. */
const FAILING_BEFORE_SECONDS = 30;
/** Delays, in seconds, before the starts after the first, second, ... failure in a row; the last one repeats. */
const BACK_OFF_SECONDS = [0, 1, 2, 4, 8, 15];

/** Quotes a word for the shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Makes a program die with the s6-supervise that started it. */
const DIE_WITH_PARENT = "setpriv --pdeathsig KILL";

/** The `run` script of a service. s6 starts it in the service directory. */
export function runScript(definition: ServiceDefinition, version: string): string {
  const environment = Object.entries(definition.environment).map(([name, value]) => `export ${name}=${quote(value)}`);
  return `#!/bin/sh
# version ${version}
exec 2>&1
failures=$(cat failures 2>/dev/null || echo 0)
set -- ${BACK_OFF_SECONDS.join(" ")}
[ "$failures" -ge $# ] && failures=$(($# - 1))
shift "$failures"
[ "$1" -gt 0 ] && ${DIE_WITH_PARENT} sleep "$1"
date +%s > started
echo ${version} > version
${environment.join("\n")}
exec ${DIE_WITH_PARENT} ${definition.command.map(quote).join(" ")}
`;
}

/** The `finish` script of a service: counts failures in a row for the back-off of the next start. */
export function finishScript(): string {
  return `#!/bin/sh
failures=$(cat failures 2>/dev/null || echo 0)
started=$(cat started 2>/dev/null || echo 0)
if [ $(($(date +%s) - started)) -lt ${FAILING_BEFORE_SECONDS} ]; then
  echo $((failures + 1)) > failures
else
  echo 0 > failures
fi
`;
}

/** The \`run\` script of a service's logger: time stamps, 10 files of 2 MB. */
export function loggerScript(directory: string): string {
  return `#!/bin/sh
exec ${DIE_WITH_PARENT} s6-log -b n10 s2000000 T ${quote(directory)}
`;
}

/**
 * The guard: waits until the keeper's lock is free, that is, until the keeper is dead, and starts a new one. It runs as a service;
 * the new keeper then ends it together with all that the dead one left behind.
 */
export function guardScript(layout: ClusterLayout): string {
  return `#!/bin/sh
exec 2>&1
exec ${DIE_WITH_PARENT} sh -c ${quote(`${DIE_WITH_PARENT} flock ${quote(layout.keeperLock)} true
[ -e ${quote(layout.stopping)} ] && exit 0
echo "the keeper died; starting a new one"
setsid --fork sh ${quote(path.join(layout.run, "keeper"))} </dev/null >>${quote(layout.keeperLog)} 2>&1
exec sleep 5`)}
`;
}

/**
 * The keeper: runs s6-svscan and starts it again when it dies, after killing what it left behind (with each s6-supervise its
 * service dies). Pods are not touched: their containers belong to shims that outlive containerd.
 */
export function keeperScript(layout: ClusterLayout, cgroupFiles: string[]): string {
  return `#!/bin/sh
exec 9>${quote(layout.keeperLock)}
# Others hold the lock for an instant, to see whether it is free.
flock --timeout 2 9 || exit 0
for file in ${cgroupFiles.map(quote).join(" ")}; do echo $$ > "$file" 2>/dev/null; done
child=
trap '[ -n "$child" ] && kill -TERM "$child"' TERM
while [ ! -e ${quote(layout.stopping)} ]; do
  for process in $(grep -lx s6-supervise /proc/[0-9]*/comm 2>/dev/null); do
    process=\${process%/comm}
    case "$(readlink "$process/cwd" 2>/dev/null)" in
      ${quote(layout.services)}/*) kill -9 "\${process#/proc/}" ;;
    esac
  done
  echo "$(date --iso-8601=seconds) starting s6-svscan"
  ${DIE_WITH_PARENT} s6-svscan -c 64 ${quote(layout.services)} 9>&- &
  child=$!
  wait "$child"
  echo "$(date --iso-8601=seconds) s6-svscan ended with status $?"
  [ -e ${quote(layout.stopping)} ] || sleep 1
done
`;
}
