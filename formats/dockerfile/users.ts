import { parseImageReference } from "../image-reference";

/** Whether an image says in its tag that it runs as another user than root: `static-debian12:nonroot`. */
export function isNonRootImage(name: string): boolean {
  return /(?:^|[-_.])nonroot(?:$|[-_.])/.test(parseImageReference(name)?.tag ?? "");
}

/** User and group that processes run as, by number. */
export interface UserIds {
  readonly id: number;
  readonly group: number;
}

/** The highest id of a user or group that Docker and Kubernetes take. */
export const HIGHEST_ID = 2 ** 31 - 1;

/**
 * The numbers of a USER line, with the values of its variables. Where it names no group, the group has the number of the user: what it is
 * in the image cannot be known, and mostly it is that of root.
 *
 * @param user such as `10001:10001`.
 * @returns undefined where user or group are names, whose numbers only the image knows, or no ids.
 */
export function userIds(user: string): UserIds | undefined {
  const [, id, group = id] = /^(\d+)(?::(\d+))?$/.exec(user) ?? [];
  const ids = { id: Number(id), group: Number(group) };
  return ids.id <= HIGHEST_ID && ids.group <= HIGHEST_ID ? ids : undefined;
}
