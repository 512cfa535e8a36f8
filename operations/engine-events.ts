/** The state of a resource before or after a step, as the engine tells it: secrets are blinded already. */
export interface StepState {
  type: string;
  urn: string;
  /** Whether a plugin manages it; components are not custom. */
  custom?: boolean;
  id?: string;
  /** URN of the parent. */
  parent?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** How a property differs, as the engine and the plugins say it. */
export type DiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

/** A step that the engine plans, or takes. */
export interface StepMetadata {
  /** create, update, delete, same, replace, create-replacement, ... */
  op: string;
  urn: string;
  type: string;
  old?: StepState | null;
  new?: StepState | null;
  /** Top-level properties that force a replacement. */
  keys?: string[] | null;
  /** Top-level properties that differ. */
  diffs?: string[] | null;
  detailedDiff?: Record<string, { diffKind: DiffKind; inputDiff: boolean }> | null;
}

/** What a policy pack says of a resource. */
export interface PolicyEvent {
  resourceUrn?: string;
  message: string;
  policyName: string;
  policyPackName: string;
  enforcementLevel: string;
  severity?: string;
}

/** An event of the engine, as far as this workspace reads them; one of the fields is there. */
export interface EngineEvent {
  /** Seconds since 1970. */
  timestamp?: number;
  resourcePreEvent?: { metadata: StepMetadata };
  resOutputsEvent?: { metadata: StepMetadata };
  resOpFailedEvent?: { metadata: StepMetadata };
  policyEvent?: PolicyEvent;
  policyRemediationEvent?: { resourceUrn?: string; policyName: string };
  diagnosticEvent?: { urn?: string; message: string; severity: string; ephemeral?: boolean };
  summaryEvent?: { durationSeconds?: number; resourceChanges?: Record<string, number>; result?: string };
  cancelEvent?: object;
}

/**
 * Reads one event.
 *
 * @param line a line of what `pulumi` streams
 * @returns undefined for what is no event, and for debug messages: in those the SDK repeats its calls word for word, secrets included
 */
export function parseEvent(line: string): EngineEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  let event: EngineEvent;
  try {
    event = JSON.parse(line) as EngineEvent;
  } catch {
    return undefined;
  }
  return event.diagnosticEvent?.severity === "debug" ? undefined : event;
}

/** The engine's marks of colour within messages. */
const COLOR_MARKS = /<\{%[^%]*%\}>/g;

/** A diagnostic's message as plain text. */
export function plainMessage(message: string): string {
  return message.replace(COLOR_MARKS, "").trim();
}
