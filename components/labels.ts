/** Labels of Kubernetes objects, for the whole program in one place. */

/** What is known of the thing that is labelled. */
export interface LabelArgs {
  /** Name of the application or service. */
  readonly name: string;
  /** Version that runs. @default none */
  readonly version?: string;
  /** What it is within the whole, such as `service`. @default none */
  readonly component?: string;
}

/** What everything made by this program belongs to. */
const PART_OF = "platform";

/**
 * Labels by which a workload is selected. They are few and never change: a selector cannot be updated, so a changed one would
 * replace the Deployment, and with a fixed name that means a time without any replica.
 */
export function selectorLabels(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": PART_OF };
}

/** Labels of an object: those of the selector, and what helps a reader. */
export function labels({ name, version, component }: LabelArgs): Record<string, string> {
  return {
    ...selectorLabels(name),
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/managed-by": "pulumi",
    ...(component === undefined ? {} : { "app.kubernetes.io/component": component }),
    ...(version === undefined ? {} : { "app.kubernetes.io/version": version }),
  };
}

/** Selects one namespace by the label that Kubernetes itself puts on it. */
export function namespaceSelector(name: string): { matchLabels: Record<string, string> } {
  return { matchLabels: { "kubernetes.io/metadata.name": name } };
}
