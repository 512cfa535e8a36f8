export * from "./errors";
export * from "./provider";
export * from "./server";
export * from "./values";
export { status } from "@grpc/grpc-js";
