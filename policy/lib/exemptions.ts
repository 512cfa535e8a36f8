/** An exemption: a resource that may break a rule, for a time and a reason that somebody answers for. */
export interface Exemption {
  /** The resource's URN or name; `*` stands for any run of characters. */
  readonly resource: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Why it is needed. */
  readonly reason: string;
  /** The last day on which it holds, as `2027-01-31`. */
  readonly expires: string;
}

/** JSON schema of the exemptions in a rule's configuration. */
export const EXEMPTIONS_SCHEMA = {
  type: "array",
  description: "Resources that may break the rule: each with owner, reason and the last day on which it holds.",
  items: {
    type: "object",
    required: ["resource", "owner", "reason", "expires"],
    additionalProperties: false,
    properties: {
      resource: { type: "string", minLength: 1 },
      owner: { type: "string", minLength: 1 },
      reason: { type: "string", minLength: 1 },
      expires: { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" },
    },
  },
  default: [],
} as const;

/** Tells what is wrong with an exemption that came as data; undefined when nothing is. */
export function exemptionFault(exemption: unknown): string | undefined {
  if (typeof exemption !== "object" || exemption === null) return "an exemption must be an object";
  const fields = exemption as Record<string, unknown>;
  for (const field of ["resource", "owner", "reason", "expires"]) {
    const value = fields[field];
    if (typeof value !== "string" || value.trim() === "") return `an exemption needs ${field}`;
  }
  if (Number.isNaN(lastMoment(String(fields.expires))))
    return `"${String(fields.expires)}" is not a day such as 2027-01-31`;
  return undefined;
}

/** Whether an exemption, or whatever else is given to some resources only, names a resource. */
export function names(exemption: Pick<Exemption, "resource">, resource: { urn: string; name: string }): boolean {
  const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const expression = new RegExp(`^${exemption.resource.split("*").map(literal).join(".*")}$`, "s");
  return expression.test(resource.urn) || expression.test(resource.name);
}

/** Whether an exemption's time is over. What is not a day counts as over. */
export function isExpired(exemption: Exemption, now: Date): boolean {
  const last = lastMoment(exemption.expires);
  return Number.isNaN(last) || now.getTime() > last;
}

function lastMoment(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T23:59:59.999Z`) : NaN;
}
