import {
  Server,
  type MethodDefinition,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import server = require("@pulumi/policy/server");

/** A question about one resource. */
interface Request {
  getType(): string;
}
type Handler = ReturnType<typeof server.makeAnalyzeRpcFun>;
type Method = MethodDefinition<unknown, unknown> & { responseType: new () => unknown };

/** Stands for a question that nothing has to be read for. */
const NOTHING_TO_READ = {};

/**
 * Makes `@pulumi/policy` go through the policies about a resource's type only. By itself it prepares each of hundreds of them for each
 * resource, which then says that it does not apply. Where no policy is about the type, the question is not even read.
 *
 * @param applies whether the policy of this name judges resources of this type
 */
export function askByType(applies: (policy: string, type: string) => boolean): void {
  const { serve, makeAnalyzeRpcFun, makeRemediateRpcFun } = server;
  server.serve = (name, version, level, pack, ...rest) => {
    const about =
      (make: typeof makeAnalyzeRpcFun, part: "validateResource" | "remediateResource") => (type: string) => {
        const policies = pack.policies.filter((policy) => part in policy && applies(policy.name, type));
        return policies.length > 0 ? make(name, version, level, policies) : undefined;
      };
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the server it is asked of
    const { addService } = Server.prototype;
    Server.prototype.addService = function (service: ServiceDefinition, handlers: UntypedServiceImplementation) {
      // The next service is another one's.
      Server.prototype.addService = addService;
      const analyze = byType(service.analyze as Method, about(makeAnalyzeRpcFun, "validateResource"));
      const remediate = byType(service.remediate as Method, about(makeRemediateRpcFun, "remediateResource"));
      const methods = { analyze: analyze.method, remediate: remediate.method };
      const changed = { analyze: analyze.handler, remediate: remediate.handler };
      addService.call(this, { ...service, ...methods }, { ...handlers, ...changed } as UntypedServiceImplementation);
    };
    serve(name, version, level, pack, ...rest);
  };
}

/** Answers a question with what is made once for each type, and with nothing where nothing is made. */
function byType(method: Method, make: (type: string) => Handler | undefined): { method: Method; handler: Handler } {
  const made = new Map<string, Handler | undefined>();
  const handlerOf = (type: string) => {
    if (!made.has(type)) made.set(type, make(type));
    return made.get(type);
  };
  const requestDeserialize = (bytes: Buffer) => {
    const type = typeAhead(bytes);
    return type !== undefined && !handlerOf(type) ? NOTHING_TO_READ : method.requestDeserialize(bytes);
  };
  const handler: Handler = (call, callback) => {
    const answer = call.request === NOTHING_TO_READ ? undefined : handlerOf((call.request as Request).getType());
    return answer ? answer(call, callback) : callback(null, new method.responseType());
  };
  return { method: { ...method, requestDeserialize }, handler };
}

/** The resource's type, where it is short and the first thing in the bytes of the question, as the engine writes it. */
function typeAhead(bytes: Buffer): string | undefined {
  const [tag, length = 0] = bytes;
  return tag === 0x0a && length < 0x80 ? bytes.toString("utf8", 2, 2 + length) : undefined;
}
