import { attempt } from "../attempt";
import { isObject, type Node } from "../node";
import type { Resource } from "../resource";
import { groupBy, type Stack } from "../stack";
import { isUnknown } from "../unknown";

/** Where the labels of a resource are, or those of its pods. */
export type LabelsOf = (resource: Resource) => Node;

/** What a selector selects. */
export interface Selection {
  readonly selected: readonly Resource[];
  /** What it may select, depending on values that are not known yet. */
  readonly undecided: readonly Resource[];
}

/** Finds what a selector selects without comparing every selector with every resource. */
export class LabelIndex {
  private readonly byLabel: ReadonlyMap<string, readonly Resource[]>;
  private readonly unclear: readonly Resource[];

  constructor(
    private readonly resources: readonly Resource[],
    private readonly labelsOf: LabelsOf,
  ) {
    this.byLabel = groupBy(resources, (one) => pairs(labelsOf(one)));
    this.unclear = resources.filter((one) => hasUnknown(labelsOf(one)));
  }

  /**
   * What a selector selects.
   *
   * @param wanted the labels that it demands, whatever else it may demand.
   * @param matches tells whether it selects something with these labels.
   */
  select(wanted: Node, matches: (labels: Node) => boolean): Selection {
    const selected: Resource[] = [];
    const undecided: Resource[] = [];
    for (const one of this.candidates(wanted)) {
      const labels = this.labelsOf(one);
      const isSelected = attempt<boolean | undefined>(
        () => matches(labels),
        () => undefined,
      );
      if (isSelected === undefined) undecided.push(one);
      else if (isSelected) selected.push(one);
    }
    return { selected, undecided };
  }

  /** The smallest group of resources that share one of the labels, and those whose labels are not known. */
  private candidates(wanted: Node): Iterable<Resource> {
    const groups = pairs(wanted).map((pair) => this.byLabel.get(pair) ?? []);
    const [smallest] = groups.sort((a, b) => a.length - b.length);
    return smallest ? new Set([...smallest, ...this.unclear]) : this.resources;
  }
}

/** The index of the labels of these resources. */
export function labelIndex(stack: Stack, resources: readonly Resource[], labelsOf: LabelsOf): LabelIndex {
  return stack.once(resources, () => new LabelIndex(resources, labelsOf), labelsOf);
}

/** The labels of an object itself. */
export const ownLabels: LabelsOf = (resource) => resource.at("metadata", "labels");

/** The labels that are known, each as one text. */
function pairs({ value }: Node): string[] {
  return known(value).map(([key, label]) => labelPair(key, label));
}

/** A label as one text, to look it up by. What is not a string has words of its own. */
export function labelPair(key: string, label: unknown): string {
  return `${key}=${JSON.stringify(label)}`;
}

function known(value: unknown): [string, unknown][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter(([, label]) => label !== undefined && label !== null && !isUnknown(label));
}

function hasUnknown({ value }: Node): boolean {
  return isUnknown(value) || (isObject(value) && Object.values(value).some(isUnknown));
}
