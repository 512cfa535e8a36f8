import execa from "execa";
import { repositoryRoot } from "../../embedded/paths";

/** What a preview needs to know of a stack's last state. */
export interface KnownState {
  /** Plain values of its secrets, to be kept out of everything that is shown. They stay in memory. */
  readonly secrets: readonly string[];
  /** What each resource waits for, by URN. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

interface Exported {
  deployment?: {
    resources?: {
      urn: string;
      parent?: string;
      dependencies?: string[] | null;
      inputs?: object;
      outputs?: object;
    }[];
  };
}

/**
 * Reads a stack's state and its encrypted configuration.
 *
 * @param place where the stack is: the environment of `pulumi`, and its configuration file if it is not in the project
 * @returns nothing known where there is no such stack, or nobody can read it: then the preview says what is wrong
 */
export async function knownState(
  stack: string,
  place: { environment: NodeJS.ProcessEnv; configFile?: string },
): Promise<KnownState> {
  const file = place.configFile === undefined ? [] : ["--config-file", place.configFile];
  const ask = async (...args: string[]) => {
    const result = await execa("pulumi", [...args, "--stack", stack, "--show-secrets"], {
      cwd: repositoryRoot,
      env: place.environment,
      extendEnv: false,
      reject: false,
    });
    return result.exitCode === 0 ? (JSON.parse(result.stdout) as unknown) : undefined;
  };
  const [state, config] = await Promise.all([ask("stack", "export"), ask("config", "--json", ...file)]);
  return readState(state ?? {}, (config ?? {}) as Configuration);
}

type Configuration = Readonly<Record<string, { value?: string; objectValue?: unknown; secret?: boolean }>>;

/** Takes out of an exported state, with its secrets in plain text, and a configuration what a preview needs. */
export function readState(state: Exported, config: Configuration = {}): KnownState {
  const secrets = new Set<string>();
  const resources = state.deployment?.resources ?? [];
  for (const { inputs, outputs } of resources) for (const one of [inputs, outputs]) collect(one, secrets);
  for (const { value, secret } of Object.values(config)) {
    if (secret && value !== undefined) for (const text of stringsOf(parsed(value))) secrets.add(text);
  }
  const dependencies = new Map(
    resources.map(({ urn, parent, dependencies: own }) => [urn, [...(own ?? []), ...(parent ? [parent] : [])]]),
  );
  return { secrets: [...secrets], dependencies };
}

function collect(value: unknown, secrets: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  const record = value as Record<string, unknown>;
  if (record[SIGNATURE] === SECRET) {
    if (typeof record["plaintext"] === "string")
      for (const text of stringsOf(parsed(record["plaintext"]))) secrets.add(text);
    return;
  }
  for (const [key, inner] of Object.entries(record)) {
    // Plugins keep whole resources there, marked as one secret; what is secret in them is marked where it stands, too.
    if (!key.startsWith("__")) collect(inner, secrets);
  }
}

/** What stands in a secret beside it and is none itself: logins are kept as a whole, and where they lead is in every image's name. */
const ADDRESSES = /^(address|server|serverAddress|registry|host)$/i;

/** Every string in a secret value that may be secret. */
function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (ADDRESSES.test(key) ? [] : stringsOf(inner)));
}

/** A secret's value: JSON, or in a configuration often plain text. */
function parsed(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "number" || typeof value === "boolean" ? text : value;
  } catch {
    return text;
  }
}
