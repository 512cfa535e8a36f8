import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** A line not taken in this time is given up: an engine that is gone must not hold up the plugin. */
const TIMEOUT_MILLISECONDS = 5_000;

const SEVERITIES = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
} as const;

/** Sends log lines to the engine, in order for each resource. */
export class EngineLog {
  private client?: EngineClient;

  /** @param address `host:port` of the engine; undefined when there is none, and then lines are dropped. */
  constructor(private address?: string) {}

  /** Takes another engine, as when it attaches to a running plugin. */
  attach(address: string): void {
    this.client?.close();
    this.client = undefined;
    this.address = address;
  }

  /**
   * Sends one line.
   *
   * @param ephemeral True for progress that the display shows in the resource's line and then forgets.
   * @returns A promise that resolves when the engine has the line, or cannot be reached; it never rejects.
   */
  write(urn: string, severity: keyof typeof SEVERITIES, message: string, ephemeral: boolean): Promise<void> {
    if (this.address === undefined || this.address === "") {
      return Promise.resolve();
    }
    this.client ??= new EngineClient(this.address, credentials.createInsecure());
    const client = this.client;
    const request = new LogRequest()
      .setUrn(urn)
      .setSeverity(SEVERITIES[severity])
      .setMessage(message)
      .setEphemeral(ephemeral);
    return new Promise((resolve) => {
      client.log(request, new Metadata(), { deadline: Date.now() + TIMEOUT_MILLISECONDS }, () => resolve());
    });
  }
}
