import { BinaryReader } from "google-protobuf";

/** A step of a BuildKit build as its status messages describe it. */
export interface Vertex {
  digest: string;
  /** Such as `[stage-1 3/3] RUN npm ci`. */
  name: string;
  started: boolean;
  completed: boolean;
  cached: boolean;
  error: string;
}

/** A piece of a step's output. */
export interface VertexLog {
  vertex: string;
  text: string;
}

/**
 * Reads a `moby.buildkit.v1.StatusResponse`, which the daemon sends in base64 among the messages of a build. Only the fields
 * that a person reads are taken; the numbers are those of BuildKit's control.proto.
 */
export function decodeTrace(base64: string): { vertices: Vertex[]; logs: VertexLog[] } {
  const vertices: Vertex[] = [];
  const logs: VertexLog[] = [];
  const reader = new BinaryReader(new Uint8Array(Buffer.from(base64, "base64")));
  readFields(reader, {
    1: () => vertices.push(readVertex(new BinaryReader(reader.readBytes()))),
    3: () => logs.push(readLog(new BinaryReader(reader.readBytes()))),
  });
  return { vertices, logs };
}

function readFields(reader: BinaryReader, fields: Record<number, () => unknown>): void {
  while (reader.nextField()) {
    const field = fields[reader.getFieldNumber()];
    if (field) field();
    else reader.skipField();
  }
}

function readVertex(reader: BinaryReader): Vertex {
  const vertex: Vertex = { digest: "", name: "", started: false, completed: false, cached: false, error: "" };
  readFields(reader, {
    1: () => (vertex.digest = reader.readString()),
    3: () => (vertex.name = reader.readString()),
    4: () => (vertex.cached = reader.readBool()),
    5: () => {
      reader.readBytes();
      vertex.started = true;
    },
    6: () => {
      reader.readBytes();
      vertex.completed = true;
    },
    7: () => (vertex.error = reader.readString()),
  });
  return vertex;
}

function readLog(reader: BinaryReader): VertexLog {
  const log: VertexLog = { vertex: "", text: "" };
  readFields(reader, {
    1: () => (log.vertex = reader.readString()),
    4: () => (log.text = Buffer.from(reader.readBytes()).toString("utf8")),
  });
  return log;
}
