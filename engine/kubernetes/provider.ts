import { randomUUID } from "node:crypto";
import {
  PluginError,
  status,
  type Call,
  type CheckRequest,
  type CheckResult,
  type ConfigureRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type PropertyMap,
  type Provider,
  type ReadRequest,
  type UpdateRequest,
} from "../plugin";
import { checkResource } from "./check";
import { ApiClient } from "./client";
import { checkSettings, diffSettings, readSettings } from "./configuration";
import type { ProviderContext } from "./context";
import { createResource } from "./create";
import { deleteResource } from "./delete";
import { diffResource } from "./diff";
import { invokeFunction } from "./invoke";
import { loadKubeconfig } from "./kubeconfig";
import { readResource } from "./read";
import { Announcements } from "./run";
import { isUnanswered } from "./transport-errors";
import { ApiError } from "./types";
import { updateResource } from "./update";

/** The Kubernetes provider: every kind of a cluster through one generic path. */
export class KubernetesProvider implements Provider {
  readonly schema: string;
  private context?: ProviderContext;

  /** @param version The version of the SDK that it answers for, such as `4.34.2`. */
  constructor(readonly version: string) {
    this.schema = JSON.stringify({ name: "kubernetes", version });
  }

  checkConfig(request: CheckRequest): Promise<CheckResult> {
    return Promise.resolve(checkSettings(request.newInputs));
  }

  diffConfig(request: DiffRequest): Promise<DiffResult> {
    return diffSettings(request.oldInputs, request.newInputs);
  }

  async configure({ inputs, id }: ConfigureRequest, { signal }: Call): Promise<void> {
    const settings = readSettings(inputs);
    const kubeconfig = await loadKubeconfig(settings.cluster);
    const client = new ApiClient(kubeconfig);
    let reached: Promise<void> | undefined;
    this.context = {
      client,
      settings,
      namespace: settings.namespace ?? kubeconfig.namespace ?? "default",
      // Without an id every run is for itself, as with any provider whose names are random.
      identity: id ?? randomUUID(),
      announcements: new Announcements(),
      replacing: new Set(),
      lastNames: new Map(),
      reachable: () => (reached ??= reach(client, signal)),
    };
  }

  async check(request: CheckRequest, call: Call): Promise<CheckResult> {
    const context = this.configured();
    if (context.settings.skipUpdateUnreachable && (await isUnreachable(context))) {
      call.log(
        "warning",
        "The cluster cannot be reached and skipUpdateUnreachable is set: the resource stays as recorded.",
      );
      return { inputs: request.oldInputs };
    }
    await context.reachable();
    return checkResource(context, request, call);
  }

  async diff(request: DiffRequest, call: Call): Promise<DiffResult> {
    const context = this.configured();
    try {
      const result = await diffResource(context, request, call);
      context.announcements.proceed(request.urn, result.changes ? "planned" : "unchanged");
      return result;
    } catch (error) {
      context.announcements.proceed(request.urn, "failed");
      throw error;
    }
  }

  create(request: CreateRequest, call: Call): Promise<{ id: string; outputs: PropertyMap }> {
    const context = this.configured();
    const create = () => createResource(context, request, call);
    return request.preview ? create() : context.announcements.writing(request.urn, create);
  }

  async read(
    request: ReadRequest,
    call: Call,
  ): Promise<{ id: string; outputs: PropertyMap; inputs: PropertyMap } | undefined> {
    const context = this.configured();
    const { deleteUnreachable, skipUpdateUnreachable } = context.settings;
    if ((deleteUnreachable || skipUpdateUnreachable) && (await isUnreachable(context))) {
      const fate = deleteUnreachable ? "counts as deleted" : "stays as recorded";
      call.log("warning", `The cluster cannot be reached: the resource ${fate}, as the provider's settings say.`);
      return deleteUnreachable ? undefined : { id: request.id, outputs: request.oldOutputs, inputs: request.oldInputs };
    }
    await context.reachable();
    return readResource(context, request, call);
  }

  update(request: UpdateRequest, call: Call): Promise<{ outputs: PropertyMap }> {
    const context = this.configured();
    const update = () => updateResource(context, request, call);
    return request.preview ? update() : context.announcements.writing(request.urn, update);
  }

  async delete(request: DeleteRequest, call: Call): Promise<void> {
    const context = this.configured();
    if (await isUnreachable(context)) {
      if (context.settings.deleteUnreachable) {
        call.log(
          "warning",
          "The cluster cannot be reached: the resource counts as deleted, as deleteUnreachable says.",
        );
        return;
      }
      await context.reachable();
    }
    return context.announcements.deleting(request.urn, () => deleteResource(context, request, call));
  }

  invoke(request: { token: string; args: PropertyMap }, call: Call): Promise<{ result: PropertyMap }> {
    return invokeFunction(this.configured(), request, call);
  }

  private configured(): ProviderContext {
    if (!this.context) {
      throw new PluginError("The Kubernetes provider was used before it was configured.");
    }
    return this.context;
  }
}

async function reach(client: ApiClient, signal: AbortSignal): Promise<void> {
  try {
    await client.version(signal);
  } catch (error) {
    // A server that answers at all is there; what it refuses is reported by the request that matters.
    if (error instanceof ApiError && (error.code === 0 || error.code === 401)) {
      if (!isUnanswered(error)) throw new PluginError(error.message, status.UNAUTHENTICATED);
      const hint =
        " If the cluster is gone for good, set PULUMI_K8S_DELETE_UNREACHABLE=true to drop its resources from the state.";
      throw new PluginError(error.message + hint, status.UNAVAILABLE);
    }
    if (!(error instanceof ApiError)) {
      throw error;
    }
  }
}

/** Whether no server answers; what else stands in the way is an error of the request that follows. */
async function isUnreachable(context: ProviderContext): Promise<boolean> {
  return context.reachable().then(
    () => false,
    (error: unknown) => error instanceof PluginError && error.code === status.UNAVAILABLE,
  );
}
