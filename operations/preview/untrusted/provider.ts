import type { ApiClient } from "../../../engine/kubernetes/client";
import { readSettings } from "../../../engine/kubernetes/configuration";
import { checkResource } from "../../../engine/kubernetes/check";
import type { ProviderContext } from "../../../engine/kubernetes/context";
import { diffResource } from "../../../engine/kubernetes/diff";
import { KubernetesProvider } from "../../../engine/kubernetes/provider";
import { Announcements } from "../../../engine/kubernetes/run";
import { ApiError } from "../../../engine/kubernetes/types";
import {
  isPropertyList,
  PluginError,
  Secret,
  status,
  withoutSecrets,
  type Call,
  type CheckRequest,
  type CheckResult,
  type ConfigureRequest,
  type CreateRequest,
  type DiffRequest,
  type DiffResult,
  type PropertyMap,
  type PropertyValue,
  type Provider,
  type ReadRequest,
  type UpdateRequest,
} from "../../../engine/plugin";
import { repositoryOf, WITHHELD } from "./export";

/** A plugin that only previews, from what the last update left: it reaches nothing and changes nothing. */
export class PreviewOnly implements Provider {
  readonly version: string;
  readonly schema: string;

  /**
   * @param real the plugin whose rules hold
   * @param digests digests of images by name without tag, for when no registry answers
   */
  constructor(
    private readonly real: Provider,
    private readonly digests: ReadonlyMap<string, string>,
  ) {
    this.version = real.version;
    this.schema = real.schema;
  }

  checkConfig(request: CheckRequest, call: Call): Promise<CheckResult> {
    return this.real.checkConfig?.(request, call) ?? Promise.resolve({ inputs: request.newInputs });
  }

  configure(request: ConfigureRequest, call: Call): Promise<void> {
    return this.real.configure?.(request, call) ?? Promise.resolve();
  }

  check(request: CheckRequest, call: Call): Promise<CheckResult> {
    return this.real.check(request, call);
  }

  /** What was withheld counts as equal. */
  diff(request: DiffRequest, call: Call): Promise<DiffResult> {
    return this.real.diff(comparable(request), call);
  }

  create(request: CreateRequest, call: Call): Promise<{ id: string; outputs: PropertyMap }> {
    return request.preview ? this.real.create(request, call) : Promise.reject(onlyPreviews());
  }

  update(request: UpdateRequest, call: Call): Promise<{ outputs: PropertyMap }> {
    return request.preview ? this.real.update(request, call) : Promise.reject(onlyPreviews());
  }

  read({ id, oldInputs, oldOutputs }: ReadRequest) {
    return Promise.resolve({ id, inputs: oldInputs, outputs: oldOutputs });
  }

  delete(): Promise<void> {
    return Promise.reject(onlyPreviews());
  }

  async invoke(request: { token: string; args: PropertyMap }, call: Call) {
    if (!this.real.invoke) throw new PluginError(`There is no function ${request.token}.`, status.UNIMPLEMENTED);
    const { name } = withoutSecrets(request.args);
    try {
      return await this.real.invoke(request, call);
    } catch (error) {
      const digest = typeof name === "string" ? this.digests.get(repositoryOf(name)) : undefined;
      if (digest === undefined) throw error;
      call.log("info", `${name as string} is taken for ${digest}, as in the last update: no registry answers here`);
      return { result: { id: digest, insecureSkipVerify: false, name, sha256Digest: digest } as PropertyMap };
    }
  }
}

const onlyPreviews = () =>
  new PluginError("This plugin only previews: bring the stack up where it may be changed.", status.PERMISSION_DENIED);

/** Kubernetes without a cluster: the same checks and comparisons, and for defaults and immutable fields what is known without asking. */
export class KubernetesOffline extends KubernetesProvider {
  #context: ProviderContext | undefined;

  override configure({ inputs, id }: ConfigureRequest): Promise<void> {
    this.#context = {
      client: NO_CLUSTER as ApiClient,
      settings: readSettings(inputs),
      namespace: "default",
      identity: id ?? "preview",
      announcements: new Announcements(),
      replacing: new Set(),
      lastNames: new Map(),
      reachable: () => Promise.resolve(),
    };
    return Promise.resolve();
  }

  override check(request: CheckRequest, call: Call): Promise<CheckResult> {
    return checkResource(this.#known(), request, call);
  }

  override diff(request: DiffRequest, call: Call): Promise<DiffResult> {
    return diffResource(this.#known(), request, call);
  }

  override create({ inputs }: CreateRequest): Promise<{ id: string; outputs: PropertyMap }> {
    return Promise.resolve({ id: "", outputs: inputs });
  }

  override update({ newInputs, oldOutputs }: UpdateRequest): Promise<{ outputs: PropertyMap }> {
    return Promise.resolve({ outputs: { ...oldOutputs, ...newInputs } });
  }

  #known(): ProviderContext {
    if (!this.#context) throw new PluginError("The Kubernetes provider was used before it was configured.");
    return this.#context;
  }
}

/** What a client of the API answers where there is none: nothing is there, and no kind is known beyond the built-in ones. */
const NO_CLUSTER: Pick<ApiClient, "get" | "discover"> = {
  get: () => Promise.resolve(undefined),
  discover: () => Promise.reject(new ApiError("there is no cluster", 404, "NotFound")),
};

/** The request with everything that was withheld taken for what it is now. */
function comparable(request: DiffRequest): DiffRequest {
  const { newInputs } = request;
  return {
    ...request,
    oldInputs: assumed(request.oldInputs, newInputs) as PropertyMap,
    oldOutputs: assumed(request.oldOutputs, newInputs) as PropertyMap,
  };
}

function assumed(old: PropertyValue, now: PropertyValue | undefined): PropertyValue {
  if (old instanceof Secret) return old.value === WITHHELD ? (now ?? old) : new Secret(assumed(old.value, open(now)));
  if (old === WITHHELD) return now ?? old;
  const other = open(now);
  if (isPropertyList(old))
    return old.map((one, index) => assumed(one, isPropertyList(other) ? other[index] : undefined));
  if (typeof old !== "object" || old === null || old.constructor !== Object) return old;
  const map = typeof other === "object" && other !== null && other.constructor === Object ? (other as PropertyMap) : {};
  return Object.fromEntries(
    Object.entries(old as PropertyMap).map(([key, one]) => [key, one === undefined ? one : assumed(one, map[key])]),
  );
}

const open = (value: PropertyValue | undefined) => (value instanceof Secret ? value.value : value);
