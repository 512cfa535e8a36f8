import type * as library from "google-protobuf/google/protobuf/struct_pb";

export function fromOutsideIn(messages: Pick<typeof library, "ListValue" | "NullValue" | "Struct" | "Value">): void;
