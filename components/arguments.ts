import * as pulumi from "@pulumi/pulumi";
import { cpu, cpuMillicores, memory, memoryBytes } from "../config/quantity";

/**
 * What changes a child of a component: gets the arguments of one child as the component made them, and returns those to use.
 * Applied last. It must not change what it is given.
 */
export type Transform<Args> = (args: Args) => Args;

/** The arguments of a child after its escape hatch, if there is one. */
export function transformed<Args>(args: Args, transform: Transform<Args> | undefined): Args {
  return transform ? transform(args) : args;
}

/** Options of a resource that had another name in earlier versions: one that runs goes on as this one, and is not replaced. */
export function renamedFrom(name: string): Pick<pulumi.CustomResourceOptions, "aliases"> {
  return { aliases: [{ name }] };
}

/** Wrong arguments of a component. */
export class ArgumentError extends pulumi.RunError {
  /**
   * @param component the component's own name.
   * @param fault what is wrong and what would be right.
   */
  constructor(component: string, fault: string) {
    super(`${component}: ${fault}`);
  }
}

/** What a container may ask for, or may not exceed. */
export interface ResourceAmounts {
  /** Memory with a binary unit, such as 512Mi. */
  readonly memory: pulumi.Input<string>;
  /** CPU in millicores or cores, such as 250m or 1. */
  readonly cpu: pulumi.Input<string>;
}

/** Requests and limits in the API server's normal form; each request at most its limit. */
export function containerResources(component: string, requests: ResourceAmounts, limits: ResourceAmounts) {
  const amounts = (kind: "memory" | "cpu", normal: (text: string) => string, size: (text: string) => number) => {
    const check = (request: string, limit: string) => {
      if (size(request) > size(limit)) {
        throw new ArgumentError(component, `requests.${kind} ${request} is more than limits.${kind} ${limit}`);
      }
      return { request: normal(request), limit: normal(limit) };
    };
    return whenKnown(requests[kind], limits[kind], check);
  };
  const sizes = { memory: amounts("memory", memory, memoryBytes), cpu: amounts("cpu", cpu, cpuMillicores) };
  return {
    requests: { memory: sizes.memory.request, cpu: sizes.cpu.request },
    limits: { memory: sizes.memory.limit, cpu: sizes.cpu.limit },
  };
}

/** Checks at once what is plain, so that the fault shows where the component is made; the rest when it is known. */
function whenKnown<Checked extends object>(
  first: pulumi.Input<string>,
  second: pulumi.Input<string>,
  check: (first: string, second: string) => Checked,
): { [Key in keyof Checked]: pulumi.Input<Checked[Key]> } {
  if (typeof first === "string" && typeof second === "string") return check(first, second);
  const checked = pulumi.all([first, second]).apply(([a, b]) => check(a, b));
  return checked as unknown as { [Key in keyof Checked]: pulumi.Input<Checked[Key]> };
}
