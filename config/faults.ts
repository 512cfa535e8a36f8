import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong in the configuration of a stack. */
export interface Fault {
  /** Full key as written in the stack file: "platform:services.web.port". */
  readonly key: string;
  /** What is there, as text for a reader; undefined when nothing is. Never the value of a secret. */
  readonly value?: string;
  /** Line of the stack file, where it is known. */
  readonly line?: number;
  /** What would be right, or why it is wrong and what to do. */
  readonly wanted: string;
}

/** Everything that is wrong in the configuration of one stack, in one message. */
export class ConfigurationError extends pulumi.RunError {
  /** The file to correct. */
  readonly file: string;
  /** The faults, in the order of the keys. */
  readonly faults: readonly Fault[];

  /**
   * @param stack name of the stack whose configuration it is.
   * @param faults at least one fault.
   * @param file path of the stack file, relative to the project.
   */
  constructor(stack: string, faults: readonly Fault[], file = `Pulumi.${stack}.yaml`) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    const lines = faults.map(
      ({ key, value, line, wanted }) =>
        `  ${key}${value === undefined ? "" : ` = ${value}`}${line === undefined ? "" : ` (line ${line})`}\n      ${wanted}`,
    );
    super(`${file}: ${count} in the configuration of stack "${stack}". Correct and run again:\n${lines.join("\n")}`);
    this.file = file;
    this.faults = faults;
  }
}

/** How a value is shown in a fault: short, on one line. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
