import { status, type sendUnaryData, type ServerUnaryCall, type handleUnaryCall } from "@grpc/grpc-js";

/** What an RPC handler may throw to choose the status of the answer. */
export interface StatusError {
  code: status;
  message: string;
}

/** The answer of an RPC that this host does not offer: what it is, and what to do instead. */
export function unimplemented<Request, Response>(what: string, instead: string): handleUnaryCall<Request, Response> {
  return (_call, callback) =>
    callback({
      code: status.UNIMPLEMENTED,
      details: `${what} is not offered by this Node.js language host. ${instead}`,
    });
}

/** Serves an RPC with a function that returns the answer; what it throws becomes the RPC's status and text. */
export function unary<Request, Response>(
  answer: (call: ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    // The promise begins the chain, so that what `answer` throws at once is caught like what it rejects with.
    Promise.resolve()
      .then(() => answer(call))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(asStatus(error)),
      );
  };
}

/** The gRPC status of a caught error. */
export function asStatus(error: unknown): { code: status; details: string } {
  const code = (error as Partial<StatusError>).code;
  return {
    code: typeof code === "number" && code in status ? code : status.UNKNOWN,
    details: error instanceof Error ? error.message : String(error),
  };
}
