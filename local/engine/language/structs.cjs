// The values of all resources travel in messages `Struct`, whose library makes them from the inside out; and wherever it puts a message into
// another one, it goes through all that the inner one holds. So each part is gone through once for each level above it. Here an empty
// message is put into its place first, and then filled.
"use strict";

/**
 * Has the library make `Struct`, `Value` and `ListValue` from the outside in. What comes out is the same.
 *
 * @param {typeof import("google-protobuf/google/protobuf/struct_pb")} library is changed
 */
exports.fromOutsideIn = function fromOutsideIn({ ListValue, NullValue, Struct, Value }) {
  const newStruct = (value) => value.setStructValue(new Struct()).getStructValue();
  const newList = (value) => value.setListValue(new ListValue()).getListValue();

  Struct.deserializeBinaryFromReader = function read(struct, reader) {
    while (reader.nextField() && !reader.isEndGroup()) {
      if (reader.getFieldNumber() === 1) reader.readMessage(struct.getFieldsMap(), readEntry);
      else reader.skipField();
    }
    return struct;
  };

  function readEntry(fields, reader) {
    const value = new Value();
    let key;
    while (reader.nextField() && !reader.isEndGroup()) {
      switch (reader.getFieldNumber()) {
        case 1:
          key = reader.readString();
          break;
        case 2:
          if (key !== undefined) fields.set(key, value);
          reader.readMessage(value, Value.deserializeBinaryFromReader);
          break;
        default:
          reader.skipField();
      }
    }
    key ??= "";
    if (fields.get(key) !== value) fields.set(key, value);
  }

  Value.deserializeBinaryFromReader = function read(value, reader) {
    while (reader.nextField() && !reader.isEndGroup()) {
      switch (reader.getFieldNumber()) {
        case 1:
          value.setNullValue(reader.readEnum());
          break;
        case 2:
          value.setNumberValue(reader.readDouble());
          break;
        case 3:
          value.setStringValue(reader.readString());
          break;
        case 4:
          value.setBoolValue(reader.readBool());
          break;
        case 5:
          reader.readMessage(newStruct(value), Struct.deserializeBinaryFromReader);
          break;
        case 6:
          reader.readMessage(newList(value), ListValue.deserializeBinaryFromReader);
          break;
        default:
          reader.skipField();
      }
    }
    return value;
  };

  ListValue.deserializeBinaryFromReader = function read(list, reader) {
    while (reader.nextField() && !reader.isEndGroup()) {
      if (reader.getFieldNumber() === 1) reader.readMessage(list.addValues(), Value.deserializeBinaryFromReader);
      else reader.skipField();
    }
    return list;
  };

  const fill = {
    struct(struct, plain) {
      const fields = struct.getFieldsMap();
      for (const key in plain) {
        const value = new Value();
        fields.set(key, value);
        fill.value(value, plain[key]);
      }
      return struct;
    },
    list(list, plain) {
      for (const element of plain) fill.value(list.addValues(), element);
      return list;
    },
    value(value, plain) {
      if (plain === null) return value.setNullValue(NullValue.NULL_VALUE);
      if (typeof plain === "string") return value.setStringValue(plain);
      if (typeof plain === "number") return value.setNumberValue(plain);
      if (typeof plain === "boolean") return value.setBoolValue(plain);
      if (typeof plain !== "object") throw new Error("Unexpected struct type.");
      if (Array.isArray(plain)) fill.list(newList(value), plain);
      else fill.struct(newStruct(value), plain);
      return value;
    },
  };
  Struct.fromJavaScript = (plain) => fill.struct(new Struct(), plain);
  ListValue.fromJavaScript = (plain) => fill.list(new ListValue(), plain);
  Value.fromJavaScript = (plain) => fill.value(new Value(), plain);
};
