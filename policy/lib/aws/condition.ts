/** Something that a request must fulfil for a statement to count. */
export interface Constraint {
  /** Such as `StringEquals`, as the document writes it. */
  readonly operator: string;
  /** Such as `aws:sourcearn`, in small letters: keys know no case. */
  readonly key: string;
  /** The values, one of which is enough. */
  readonly values: readonly string[];
}

/** Operators that name the values which a key may have. Those that turn the meaning around do not. */
const NAMING = /^(For(Any|All)Values?:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)(IfExists)?$/i;

/** What lets requests through that lack the key. */
const LENIENT = /^ForAllValues:|IfExists$/i;

/** Operators that say something of a request which has the key, whatever the qualifier or `IfExists` says of one that lacks it. */
const COMPARING = /^(For(Any|All)Values?:)?(Bool|String(Equals|EqualsIgnoreCase|Like))(IfExists)?$/i;
const COMPARING_NOT = /^(For(Any|All)Values?:)?StringNot(Equals|EqualsIgnoreCase|Like)(IfExists)?$/i;

/**
 * The constraints that only requests fulfil which have a key, with one of the values that are named. An operator that lets requests
 * through which lack the key is among them where the same condition demands the key by `Null`.
 *
 * @param isMeant chooses keys, which are in small letters.
 */
export function naming(constraints: readonly Constraint[], isMeant: (key: string) => boolean): Constraint[] {
  const isDemanded = (key: string) => constraints.some((one) => one.key === key && demandsPresence(one));
  return constraints.filter(
    ({ key, operator, values }) =>
      isMeant(key) && NAMING.test(operator) && values.length > 0 && (!LENIENT.test(operator) || isDemanded(key)),
  );
}

/**
 * Whether a request fulfils constraints for certain of which no more is known than the value of one key.
 *
 * @param key in small letters.
 * @param value the one that the request has; it has the key.
 */
export function areFulfilled(constraints: readonly Constraint[], key: string, value: string): boolean {
  return constraints.every((one) => {
    if (one.key !== key) return false;
    if (demandsPresence(one)) return true;
    if (COMPARING.test(one.operator)) return one.values.includes(value);
    return COMPARING_NOT.test(one.operator) && !one.values.some((other) => other === value || /[*?]/.test(other));
  });
}

/**
 * What the constraints of a Deny leave: the values that requests must have to be let through.
 *
 * @returns undefined for what is not a demand of one key.
 */
export function left([only, ...others]: readonly Constraint[]): Constraint | undefined {
  const [, relation] = /^StringNot(Equals|EqualsIgnoreCase|Like)(IfExists)?$/i.exec(only?.operator ?? "") ?? [];
  if (only === undefined || others.length > 0 || relation === undefined) return undefined;
  return { ...only, operator: `String${relation}` };
}

/**
 * Whether a value says who is meant: with wildcards only where what they leave open belongs to somebody who is named.
 *
 * @param key in small letters.
 */
export function isParticular(key: string, value: string): boolean {
  if (/ip$/.test(key)) return !/\/0+$/.test(value);
  if (!/[*?]/.test(value)) return value !== "";
  if (/arn$/.test(key)) {
    const [, , , , account = "*", resource = "*"] = value.split(":");
    return account === "" ? /^[^*?]{3}/.test(resource) : !/[*?]/.test(account);
  }
  if (/orgpaths$/.test(key)) return /^o-[^*?/]+\//.test(value);
  return !/(account|orgid|vpce?)$/.test(key) && /[^*?:]/.test(value);
}

function demandsPresence({ operator, values }: Constraint): boolean {
  return /^Null$/i.test(operator) && values.join() === "false";
}
