import { stripVTControlCharacters } from "node:util";
import { decodeTrace, type Vertex } from "./daemon/trace";

/** A message of the stream by which the daemon reports a build, pull or push. */
export interface ProgressMessage {
  stream?: string;
  status?: string;
  id?: string;
  progress?: string;
  error?: string;
  errorDetail?: { message?: string; code?: number };
  aux?: unknown;
}

/** How many lines of a failed step's output are repeated in the error. */
const shownLines = 20;

/**
 * Follows the messages of a build: knows the image's id at the end, and of a failure the step and its last output.
 */
export class BuildProgress {
  /** The image's id, once it is built. */
  imageId?: string;
  private step = "";
  private output: string[] = [];
  private readonly vertices = new Map<string, Vertex & { lines: string[] }>();

  /**
   * @param report gets each line to show; `important` ones say which step begins
   */
  constructor(private readonly report: (line: string, important: boolean) => void) {}

  /**
   * Takes the next message.
   *
   * @throws Error that says what failed, where, with the output of the failed step
   */
  take(message: ProgressMessage): void {
    if (message.id === "moby.buildkit.trace") this.takeTrace(message.aux as string);
    else if (message.aux && typeof message.aux === "object" && "ID" in message.aux) {
      this.imageId = (message.aux as { ID: string }).ID;
    } else if (message.stream) this.takeText(message.stream);
    else if (message.status)
      this.report([message.id, message.status, message.progress].filter(Boolean).join(" "), false);
    const error = message.errorDetail?.message ?? message.error;
    if (error) throw new Error(this.explain(error));
  }

  /** The first-generation builder writes text: a line names each step, the rest is output. */
  private takeText(text: string): void {
    for (const line of linesOf(text)) {
      const isStep = /^Step \d+\/\d+ : /.test(line);
      if (isStep) {
        this.step = line.replace(/^Step (\d+\/\d+) : /, "step $1, ");
        this.output = [];
      } else if (!/^ ---> |^Removing intermediate container /.test(line)) {
        this.output.push(line);
      }
      this.report(line, isStep);
    }
  }

  private takeTrace(base64: string): void {
    const { vertices, logs } = decodeTrace(base64);
    for (const vertex of vertices) {
      const known = this.vertices.get(vertex.digest);
      this.vertices.set(vertex.digest, { ...vertex, lines: known?.lines ?? [] });
      const begins = vertex.started && !known?.started && !vertex.name.startsWith("[internal]");
      if (begins) this.report(vertex.cached ? `${vertex.name} (cached)` : vertex.name, true);
    }
    for (const log of logs) {
      const lines = linesOf(log.text);
      this.vertices.get(log.vertex)?.lines.push(...lines);
      for (const line of lines) this.report(line, false);
    }
  }

  private explain(error: string): string {
    const failed = [...this.vertices.values()].find(
      (vertex) => vertex.error && !/context canceled/.test(vertex.error) && vertex.name,
    );
    const step = failed ? `step ${failed.name}` : this.step;
    const lines = (failed ? failed.lines : this.output).slice(-shownLines);
    const where = step ? ` failed at ${step}` : " failed";
    const output = lines.length > 0 ? `\nThe last lines of its output:\n${lines.map((l) => `  ${l}`).join("\n")}` : "";
    return `${where}: ${reason(error)}${output}`;
  }
}

/** The lines of a piece of output, without colours and empty ones. */
function linesOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
}

/** Both builders repeat the whole command, which is in the step's name already. */
function reason(error: string): string {
  const code = /(?:returned a non-zero code|exit code): (\d+)$/.exec(error.trim());
  return code ? `exit code ${code[1]}` : error.trim();
}
