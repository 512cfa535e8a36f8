import { randomBytes, randomUUID } from "node:crypto";
import type { Generated, Kind } from "./kind";

function identifierOutputs(bytes: Buffer, prefix: string): Generated {
  const id = bytes.toString("base64url");
  const hex = bytes.toString("hex");
  return {
    id,
    outputs: {
      b64Std: prefix + bytes.toString("base64"),
      b64Url: prefix + id,
      dec: prefix + BigInt(`0x0${hex}`).toString(),
      hex: prefix + hex,
      id,
    },
  };
}

export const randomId: Kind = {
  description: "Random bytes as an identifier in several notations; not a secret.",
  fields: {
    byteLength: { type: "integer", required: true, minimum: 1, description: "Number of random bytes." },
    prefix: { type: "string", description: "Stands before every notation, but not in the id." },
  },
  computed: {
    b64Std: { type: "string", description: "The bytes in base64." },
    b64Url: { type: "string", description: "The bytes in base64 for URLs, without padding." },
    dec: { type: "string", description: "The bytes as a decimal number." },
    hex: { type: "string", description: "The bytes in hexadecimal digits." },
    id: { type: "string", description: "The bytes in base64 for URLs, without padding and prefix." },
  },
  generate: (plan) => identifierOutputs(randomBytes(Number(plan.byteLength)), (plan.prefix as string) ?? ""),
  adopt: {
    form: "the bytes in base64 for URLs, such as p-9hUg, or with a prefix: my-prefix-,p-9hUg",
    from(id) {
      const separator = id.lastIndexOf(",");
      const prefix = separator < 0 ? undefined : id.slice(0, separator) || undefined;
      const text = id.slice(separator + 1);
      const bytes = Buffer.from(text, "base64url");
      // Node.js skips what is not base64; only text that comes back the same was all base64.
      if (bytes.length === 0 || bytes.toString("base64url") !== text) {
        throw new Error("it is not base64 for URLs without padding");
      }
      return { ...identifierOutputs(bytes, prefix ?? ""), inputs: { byteLength: bytes.length, prefix } };
    },
  },
};

/**
 * Like the official plugin's, the id holds the same bytes as the secret outputs, in plain text: where that matters, use
 * RandomPassword, whose id tells nothing.
 */
export const randomBytesKind: Kind = {
  description: "Random bytes that are a secret.",
  fields: { length: { type: "integer", required: true, minimum: 1, description: "Number of random bytes." } },
  computed: {
    base64: { type: "string", secret: true, description: "The bytes in base64." },
    hex: { type: "string", secret: true, description: "The bytes in hexadecimal digits." },
  },
  generate: (plan) => bytesOutputs(randomBytes(Number(plan.length))),
  adopt: {
    form: "the bytes in base64, with padding",
    from(id) {
      const bytes = Buffer.from(id, "base64");
      if (bytes.length === 0 || bytes.toString("base64") !== id) throw new Error("it is not base64 with padding");
      return { ...bytesOutputs(bytes), inputs: { length: bytes.length } };
    },
  },
};

function bytesOutputs(bytes: Buffer): Generated {
  const base64 = bytes.toString("base64");
  return { id: base64, outputs: { base64, hex: bytes.toString("hex") } };
}

/** 16 bytes in the usual groups: 8-4-4-4-12 hexadecimal digits. */
function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

let lastTime = 0;
let counter = 0;

/**
 * A version 7 UUID (RFC 9562): 48 bits of milliseconds, then a 12-bit counter so that those of one process sort in the order
 * in which they were made, then random bits.
 */
function uuidVersion7(): string {
  const now = Math.max(Date.now(), lastTime);
  // A new millisecond begins in the lower half, which leaves room to count up.
  counter = now === lastTime ? counter + 1 : randomBytes(2).readUInt16BE() & 0x7ff;
  lastTime = now;
  if (counter > 0xfff) {
    lastTime += 1;
    counter = 0;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastTime, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return formatUuid(bytes);
}

function uuidKind(description: string, generate: () => string): Kind {
  const outputs = (uuid: string): Generated => ({ id: uuid, outputs: { id: uuid, result: uuid } });
  return {
    description,
    fields: {},
    computed: {
      id: { type: "string", description: "The UUID." },
      result: { type: "string", description: "The UUID." },
    },
    generate: () => outputs(generate()),
    adopt: {
      form: "the UUID, such as aabbccdd-eeff-0011-2233-445566778899",
      from(id) {
        if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new Error("it is not a UUID");
        return { ...outputs(id.toLowerCase()), inputs: {} };
      },
    },
  };
}

export const randomUuid = uuidKind("128 random bits in the form of a UUID, without a version.", () =>
  formatUuid(randomBytes(16)),
);
export const randomUuid4 = uuidKind("A version 4 UUID: random.", () => randomUUID());
export const randomUuid7 = uuidKind("A version 7 UUID: sorts by the time it was made.", uuidVersion7);
