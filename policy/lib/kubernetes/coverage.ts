import { attempt } from "../attempt";
import type { Resource } from "../resource";
import type { Stack } from "../stack";
import { services } from "./kinds";
import type { Selection } from "./label-index";
import { podTemplate } from "./workload";

/**
 * What is covered by something: by a monitor, an alert, a backup. Once it cannot be told what one of those covers, nothing can be called
 * uncovered any more.
 */
export class Coverage {
  private readonly covered = new Set<unknown>();
  private isOpen = false;

  /** Adds what each item covers. An item that depends on a value that is not known yet may cover anything. */
  addEach<T>(items: Iterable<T>, covers: (item: T) => Iterable<unknown>): void {
    for (const item of items) {
      const add = () => {
        for (const one of covers(item)) this.covered.add(one);
      };
      attempt(add, () => {
        this.isOpen = true;
      });
    }
  }

  /** Whether something is covered, or may be. */
  has(one: unknown): boolean {
    return this.isOpen || this.covered.has(one);
  }
}

/** What a selector selects or may select: what depends on unknown values is noted, and no fault. */
export function possible({ selected, undecided }: Selection): Resource[] {
  return [...selected, ...undecided];
}

/** The workloads that serve something: those that run until they are stopped, and whose pods have a port. */
export function serving(stack: Stack): readonly Resource[] {
  return stack.once(services, () => stack.where(services).filter(hasPort), serving);
}

function hasPort(workload: Resource): boolean {
  if (workload.kind.isPatch) return false;
  const containers = podTemplate(workload)!.running();
  return containers.some(({ node }) => node.at("ports").items().length > 0);
}

/** The resources that are whole objects. A patch of an object elsewhere shows too little of it to cover anything. */
export function whole(resources: readonly Resource[]): Resource[] {
  return resources.filter((one) => !one.kind.isPatch);
}
