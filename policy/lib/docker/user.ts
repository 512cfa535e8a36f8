/** Whether a user of a container, by name or number and perhaps with a group, is one, and is not root. */
export function isOrdinaryUser(value: unknown): boolean {
  const user = typeof value === "string" ? value.trim().replace(/:.*$/s, "") : "";
  return user !== "" && user !== "root" && !/^0+$/.test(user);
}
