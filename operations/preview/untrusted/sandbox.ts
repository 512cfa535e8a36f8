import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stateDirectory } from "../../../embedded/paths";

/** Folders and files of a home where tools keep what others must not know. */
const SECRET_PLACES = [
  ".aws",
  ".azure",
  ".config",
  ".docker",
  ".gnupg",
  ".kube",
  ".netrc",
  ".npmrc",
  ".pulumi",
  ".ssh",
];

/** Variables whose values are paths of files with secrets. */
const SECRET_FILES = ["PULUMI_CONFIG_PASSPHRASE_FILE", "GOOGLE_APPLICATION_CREDENTIALS", "AWS_SHARED_CREDENTIALS_FILE"];

/** Hides each place that is there, then becomes the command. */
const HIDE = `
set -e
for place in $PLATFORM_HIDDEN; do
  if [ -d "$place" ]; then mount -t tmpfs -o mode=0700 none "$place"; else mount --bind /dev/null "$place"; fi
done
unset PLATFORM_HIDDEN
exec "$@"
`;

/** How a command is kept from what it must not see. */
export interface Sandbox {
  /** What stands before the command; empty where the machine cannot do it. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether other processes and known places of secrets are out of sight, beside the environment. */
  readonly isolated: boolean;
}

/**
 * Finds out how far a command can be kept from the secrets of whoever runs it: in namespaces of its own it sees neither other processes,
 * whose environments may hold secrets, nor the places where tools keep them.
 *
 * @param own the environment of whoever runs it, which names such places
 */
export async function sandboxFor(own: NodeJS.ProcessEnv): Promise<Sandbox> {
  const home = own.HOME || os.homedir();
  const places = [
    ...SECRET_PLACES.map((name) => path.join(home, name)),
    ...(own.KUBECONFIG ?? "").split(path.delimiter),
    ...SECRET_FILES.map((name) => own[name] ?? ""),
    path.join(stateDirectory(own), "pulumi"),
    path.join(stateDirectory(own), "kubeconfig"),
  ].filter((place) => place !== "" && !/\s/.test(place) && fs.existsSync(place));
  const isRoot = process.getuid?.() === 0;
  const command = [
    "unshare",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
    ...(isRoot ? [] : ["--map-root-user"]),
    "sh",
    "-c",
    HIDE,
    "sh",
  ];
  const environment = { PLATFORM_HIDDEN: places.join(" ") };
  const [program, ...args] = command as [string, ...string[]];
  const trial = await execa(program, [...args, "true"], {
    env: { ...environment, PATH: own.PATH },
    extendEnv: false,
    reject: false,
  });
  return trial.exitCode === 0
    ? { command, environment, isolated: true }
    : { command: [], environment: {}, isolated: false };
}
