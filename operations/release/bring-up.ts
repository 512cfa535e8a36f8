import * as fs from "node:fs";
import * as path from "node:path";
import { writeFileAtomically } from "../../embedded/cluster/files";
import { bringUp } from "../commands/up";
import { existingStackFile } from "../stack-cluster";
import { placeOf, type Place } from "./place";
import type { ReleaseRecord } from "./record";
import { ReleaseStore } from "./store";
import { validate, type Validation } from "./validation";

/** What came of bringing a stack up with the text of a stack file. */
export interface Outcome {
  /** What it runs now; undefined where the update failed. */
  record?: ReleaseRecord;
  /** Undefined where the update failed. */
  validation?: Validation;
  /** Why the update failed. */
  failure?: string;
}

/** Whether a stack does its work with what it was brought up with. */
export const isGood = ({ validation }: Outcome): boolean => validation?.passed === true;

/** Why a stack does not do its work. */
export function reasons({ failure, validation }: Outcome): string[] {
  if (failure !== undefined) return [failure];
  const failed = (validation?.findings ?? []).filter((one) => !one.passed);
  return failed.map((one) => `${one.service} ${one.check}: ${one.evidence}`);
}

/**
 * Writes the text of a stack's file, brings the stack up with it and validates it. A failure is an outcome, so that the caller can go back.
 *
 * @param json what the engine says goes to standard error
 */
export async function bringUpWith(place: Place, text: string, json: boolean): Promise<Outcome> {
  const file = existingStackFile(place.stack);
  writeFileAtomically(file, text, fs.statSync(file).mode & 0o777);
  try {
    await bringUp({ stack: place.stack, rehearse: place.rehearse, json, build: false, resolveImages: false });
  } catch (error) {
    return { failure: (error as Error).message };
  }
  return validated(await placeOf(place.stack, place.rehearse));
}

/** Validates what a stack runs, and writes down with its release what was found. */
export async function validated(place: Place, store = new ReleaseStore()): Promise<Outcome> {
  const validation = await validate(place);
  const [newest] = store.list(place.target.stack);
  const runs = ({ images }: ReleaseRecord) =>
    Object.entries(images).every(([service, digest]) => validation.images[service] === digest);
  if (!newest || !runs(newest)) return { validation };
  const failed = reasons({ validation });
  const record = { ...newest, validation: { passed: validation.passed, at: new Date().toISOString(), failed } };
  store.save(record);
  return { record, validation };
}

/** Name of a stack's file, for messages. */
export const fileName = (stack: string): string => path.basename(existingStackFile(stack));
