/** What the engine says while it works, as far as the tests look at it. */
export interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata };
  resOutputsEvent?: { metadata: StepMetadata };
  resOpFailedEvent?: { metadata: StepMetadata };
  diagnosticEvent?: { severity: string; message: string; urn?: string };
  summaryEvent?: { resourceChanges: Record<string, number> };
}

/** A step of an update. */
export interface StepMetadata {
  /** create, update, delete, same, ... */
  op: string;
  urn: string;
  type: string;
}

/** The engine's own last word, which says only that there were errors. */
const CLOSING = /^(update|preview) failed$/;

/** The errors that a user reads, without colours, in their order. */
export function toldErrors(events: readonly EngineEvent[]): string[] {
  return events
    .flatMap(({ diagnosticEvent }) => (diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : []))
    .map((message) => message.replace(/<\{%[^%]*%\}>/g, "").trim())
    .filter((message) => !CLOSING.test(message));
}

/** What became of each resource of a provider that was not left as it is, as "operation type". */
export function changedResources(events: readonly EngineEvent[]): string[] {
  return events
    .flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []))
    .filter(({ op, type }) => op !== "same" && !type.startsWith("pulumi:") && !type.startsWith("platform:"))
    .map(({ op, type }) => `${op} ${type}`);
}
