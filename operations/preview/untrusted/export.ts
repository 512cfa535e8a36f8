import * as fs from "node:fs";
import execa from "execa";
import { repositoryRoot } from "../../../embedded/paths";
import type { PreviewTarget } from "../../policy/preview-target";
import { Mask } from "../mask";
import { readState } from "../state";

/** What stands for a secret in an export that has none: equal to every value, as nobody can tell. */
export const WITHHELD = "[withheld]";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A withheld value, still marked as a secret, as a state has it. */
const withheld = () => ({ [SIGNATURE]: SECRET, plaintext: JSON.stringify(WITHHELD) });

/** An exported state, as far as this looks at it. */
export interface ExportedState {
  version?: number;
  deployment: {
    secrets_providers?: unknown;
    resources?: { urn: string; inputs?: object; outputs?: object; [field: string]: unknown }[];
    pending_operations?: unknown;
    [field: string]: unknown;
  };
}

/**
 * Exports the last state of a stack without its secrets, for previews by those who must not know them.
 *
 * @throws Error when the state cannot be read
 */
export async function exportWithoutSecrets(stack: string, place: PreviewTarget): Promise<ExportedState> {
  const { exitCode, stdout, stderr } = await execa("pulumi", ["stack", "export", "--show-secrets", "--stack", stack], {
    cwd: repositoryRoot,
    env: place.environment,
    extendEnv: false,
    reject: false,
  });
  if (exitCode !== 0) throw new Error(`The state of the stack ${stack} cannot be exported:\n${stderr.trim()}`);
  return withoutSecrets(JSON.parse(stdout) as ExportedState);
}

/** Takes out what is marked as a secret, what repeats a secret elsewhere, what looks like one, and how secrets are encrypted. */
export function withoutSecrets(state: ExportedState): ExportedState {
  const mask = new Mask(readState(state).secrets);
  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return mask.text(value) === value ? value : withheld();
    if (typeof value !== "object" || value === null) return value;
    if ((value as Record<string, unknown>)[SIGNATURE] === SECRET) return withheld();
    if (Array.isArray(value)) return value.map(clean);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
  };
  const { secrets_providers: _, pending_operations: __, resources, ...deployment } = state.deployment;
  return {
    version: state.version,
    deployment: {
      ...deployment,
      resources: resources?.map((resource) => ({
        ...resource,
        ...(resource.inputs ? { inputs: clean(resource.inputs) as object } : {}),
        ...(resource.outputs ? { outputs: clean(resource.outputs) as object } : {}),
      })),
    },
  };
}

/**
 * Reads an export that has no secrets.
 *
 * @throws Error when it is none, or has secrets, encrypted or not: who may not know them must not get them encrypted either
 */
export function readExport(file: string): ExportedState {
  const make = "Make one where the state may be read: platform preview --stack <name> --export <file>";
  let state: ExportedState;
  try {
    state = JSON.parse(fs.readFileSync(file, "utf8")) as ExportedState;
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}. ${make}`, { cause: error });
  }
  if (typeof state.deployment !== "object") throw new Error(`${file} is no exported state. ${make}`);
  if (state.deployment.secrets_providers !== undefined || holdsSecret(state.deployment.resources))
    throw new Error(`${file} holds secrets, so that it is not used for a pull request that nobody trusts. ${make}`);
  return state;
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  if (record[SIGNATURE] === SECRET) return record["plaintext"] !== JSON.stringify(WITHHELD);
  return Object.values(record).some(holdsSecret);
}

/** Digests that an export knows of images: by their names without tag, such as `ghcr.io/acme/app`. */
export function knownDigests(state: ExportedState): Map<string, string> {
  const digests = new Map<string, string>();
  const look = (value: unknown): void => {
    if (typeof value === "string") {
      const match = /^([^\s@]+)@(sha256:[0-9a-f]{64})$/.exec(value);
      if (match) digests.set(repositoryOf(match[1]!), match[2]!);
    } else if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  look(state.deployment.resources);
  return digests;
}

/** An image's name without its tag. */
export function repositoryOf(name: string): string {
  return name.replace(/:[^:/]*$/, "");
}
