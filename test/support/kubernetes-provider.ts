import { KubernetesProvider } from "../../engine/kubernetes/provider";
import type { PropertyMap } from "../../engine/plugin";
import { PluginClient, type CallError, type State } from "./plugin-client";

/** A Kubernetes provider in this process, and steps that the engine makes with it. */
export class ProviderUnderTest {
  private constructor(readonly plugin: PluginClient) {}

  /** Serves a provider and configures it for a cluster. */
  static async start(kubeconfig: string, settings: PropertyMap = {}): Promise<ProviderUnderTest> {
    const plugin = await PluginClient.serve(new KubernetesProvider("4.34.2"));
    try {
      await plugin.configure({ kubeconfig, ...settings });
    } catch (error) {
      plugin.stop();
      throw error;
    }
    return new ProviderUnderTest(plugin);
  }

  stop(): void {
    this.plugin.stop();
  }

  /** Checks inputs and fails when they are refused. */
  async check(type: string, name: string, inputs: PropertyMap, old: PropertyMap = {}): Promise<PropertyMap> {
    const outcome = await this.plugin.check({ type, name }, inputs, old);
    if (outcome.failures.length > 0) {
      throw new Error(outcome.failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    }
    return outcome.inputs;
  }

  /** Checks and creates, as the engine does for a new resource. */
  async create(type: string, name: string, inputs: PropertyMap): Promise<State> {
    return this.plugin.create({ type, name }, await this.check(type, name, inputs), { timeout: 30 });
  }

  /** Checks and updates in place. */
  async update(type: string, name: string, state: State, inputs: PropertyMap): Promise<State> {
    return this.plugin.update({ type, name }, state, await this.check(type, name, inputs, state.inputs), {
      timeout: 30,
    });
  }

  /** Checks and compares, as the engine does for a resource that it knows. */
  async diff(type: string, name: string, state: State, inputs: PropertyMap) {
    return this.plugin.diff({ type, name }, state, await this.check(type, name, inputs, state.inputs));
  }

  async delete(type: string, name: string, state: State): Promise<void> {
    await this.plugin.delete({ type, name }, state, 30);
  }
}

/** The error of a call that has to fail. */
export async function failureOf(promise: Promise<unknown>): Promise<CallError> {
  try {
    await promise;
  } catch (error) {
    return error as CallError;
  }
  throw new Error("The call should have failed.");
}
