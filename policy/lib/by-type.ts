import { Server, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import server = require("@pulumi/policy/server");

/** A question about one resource. */
interface ResourceCall {
  request: { getType(): string };
}

/**
 * Makes `@pulumi/policy` go through the policies about a resource's type only. By itself it prepares each of hundreds of them for each
 * resource, which then says that it does not apply.
 *
 * @param applies whether the policy of this name judges resources of this type
 */
export function askByType(applies: (policy: string, type: string) => boolean): void {
  const { serve, makeAnalyzeRpcFun, makeRemediateRpcFun } = server;
  server.serve = (name, version, level, pack, ...rest) => {
    const byType = (make: typeof makeAnalyzeRpcFun): ReturnType<typeof make> => {
      const handlers = new Map<string, ReturnType<typeof make>>();
      return (call, callback) => {
        const type = (call as ResourceCall).request.getType();
        let handler = handlers.get(type);
        if (!handler) {
          const policies = pack.policies.filter((policy) => applies(policy.name, type));
          handlers.set(type, (handler = make(name, version, level, policies)));
        }
        return handler(call, callback);
      };
    };
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the server it is asked of
    const { addService } = Server.prototype;
    Server.prototype.addService = function (service: ServiceDefinition, handlers: UntypedServiceImplementation) {
      // The next service is another one's.
      Server.prototype.addService = addService;
      const changed = { analyze: byType(makeAnalyzeRpcFun), remediate: byType(makeRemediateRpcFun) };
      addService.call(this, service, { ...handlers, ...changed } as UntypedServiceImplementation);
    };
    serve(name, version, level, pack, ...rest);
  };
}
