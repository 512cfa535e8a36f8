import { serviceObjects } from "../many/objects";

const KINDS = {
  configMap: "kubernetes:core/v1:ConfigMap",
  serviceAccount: "kubernetes:core/v1:ServiceAccount",
  service: "kubernetes:core/v1:Service",
  deployment: "kubernetes:apps/v1:Deployment",
} as const;

const PROJECT = "urn:pulumi:bench::platform-bench::";

/**
 * The events of a preview in which every resource is updated, one a line, in the form in which the engine streams them: with the whole state
 * of each before and after, inputs and outputs.
 *
 * @param resources how many
 */
export function* eventLines(resources: number): Generator<string> {
  const image = (digit: string) => `registry.example.com/web@sha256:${digit.repeat(64)}`;
  for (let index = 0, made = 0; made < resources; index++) {
    const [old, now] = ["1", "2"].map((digit) => {
      const settings = { namespace: "bench", services: resources, replicas: 2, image: image(digit), strict: true };
      return serviceObjects(settings, index);
    }) as [ReturnType<typeof serviceObjects>, ReturnType<typeof serviceObjects>];
    const parent = `${PROJECT}platform:service:Service::${old.name}`;
    yield line({
      op: "same",
      urn: parent,
      type: "platform:service:Service",
      ...states(parent, "platform:service:Service"),
    });
    for (const [key, type] of Object.entries(KINDS)) {
      if (made++ >= resources) return;
      const urn = `${PROJECT}platform:service:Service$${type}::${old.name}-${key}`;
      const [before, after] = [old[key as keyof typeof KINDS], now[key as keyof typeof KINDS]];
      // What does not differ by its image differs by an annotation.
      const inputs = { ...after, metadata: { ...after.metadata, annotations: { release: "2" } } };
      const detailedDiff = { "metadata.annotations": { diffKind: "add", inputDiff: true } };
      yield line({ op: "update", urn, type, ...states(urn, type, before, inputs, parent), detailedDiff });
    }
  }
}

function states(urn: string, type: string, before?: object, after = before, parent?: string) {
  const state = (inputs: object | undefined) => ({
    urn,
    type,
    custom: inputs !== undefined,
    parent,
    inputs,
    outputs: inputs,
  });
  return { old: state(before), new: state(after) };
}

/** Each step is told twice: before it, and after it with what it gave. */
const line = (metadata: object) =>
  ["resourcePreEvent", "resOutputsEvent"].map((event) => JSON.stringify({ [event]: { metadata } })).join("\n");
