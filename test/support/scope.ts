import * as random from "@pulumi/random";
import type { Capabilities } from "../../components/cluster/cluster";
import { Namespace } from "../../components/cluster/namespace";
import { makeNetworkPolicies } from "../../components/network/collector";
import { Scope } from "../../components/scope";
import { createTarget } from "../../components/target/target";
import type { Rendering } from "./render";
import { render } from "./render";

/** How the scope is. */
export interface ScopeOptions {
  /** Whether outputs of new resources are unknown. @default false */
  readonly preview?: boolean;
  /** What the cluster can do. @default enforces network policies, has no load balancers */
  readonly capabilities?: Capabilities;
}

/**
 * Renders components in the scope of a namespace "space", with what is collected of them at the end.
 *
 * @param make makes the components; what it returns is the output.
 * @param options what is not as usual.
 */
export function renderInScope(make: (scope: Scope) => unknown, options?: ScopeOptions): Promise<Rendering> {
  return render(() => {
    const target = createTarget({
      kind: "embedded",
      cluster: {
        context: "test",
        identifier: "test",
        nodeAddress: "127.0.0.1",
        capabilities: options?.capabilities ?? { networkPolicies: "enforced", loadBalancers: "none" },
      },
      registry: { address: "127.0.0.1:5000", mirror: true },
      docker: {},
      storage: {},
    });
    const providers = [new random.Provider("random")];
    const namespace = new Namespace(
      "space",
      { name: "space", quota: { pods: 10, cpu: "4", memory: "8Gi" } },
      { providers: [target.cluster.provider, ...providers] },
    );
    const scope = new Scope({ target, namespace, environment: "dev", providers });
    const outputs = make(scope);
    makeNetworkPolicies(scope);
    return outputs;
  }, options);
}
