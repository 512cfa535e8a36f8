// Whose the files of a clone are when root works in it, as with sudo. Plain JavaScript without a dependency, for the entry.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join, sep } from "node:path";

/**
 * The owner of a directory, where that is somebody else than root and root works in it; undefined otherwise.
 *
 * @returns uid and gid
 */
export function otherOwner(directory) {
  if (process.getuid?.() !== 0 || !existsSync(directory)) return undefined;
  const { uid, gid } = statSync(directory);
  return uid === 0 ? undefined : { uid, gid };
}

/** Gives what root made in a directory to its owner. Files with a second name are left: that may be anywhere. */
export function giveToOwner(directory, owner, ...more) {
  const mine = ["-uid", "0", "(", "-type", "d", "-o", "-links", "1", ")"];
  const give = ["-exec", "chown", "--no-dereference", `${owner.uid}:${owner.gid}`, "{}", "+"];
  spawnSync("find", [directory, "-xdev", ...more, ...mine, ...give], { stdio: ["ignore", "ignore", 2] });
}

/** The variables with which a program runs as the owner: the owner's home, and nothing of root's. */
export function environmentOf(owner) {
  const entry = spawnSync("getent", ["passwd", String(owner.uid)], { encoding: "utf8" }).stdout?.split(":") ?? [];
  const environment = { ...process.env, HOME: entry[5] || "/", USER: entry[0] ?? "", LOGNAME: entry[0] ?? "" };
  for (const [name, value] of Object.entries(environment)) {
    // npm hands its own settings to what it runs, and has them from root here.
    if (/^npm_config_(cache|userconfig)$/i.test(name) && value.startsWith(rootHome() + sep)) delete environment[name];
  }
  return environment;
}

const rootHome = () => userInfo().homedir;

/**
 * Further variables for what root runs with somebody else's home (`sudo -E`): caches go to root's own home. The settings there, a login of
 * Pulumi and a kubeconfig, are read all the same.
 */
export function ownCaches() {
  if (!otherOwner(homedir())) return {};
  const isOutside = (name) => process.env[name] && !process.env[name].startsWith(homedir() + sep);
  const caches = { XDG_CACHE_HOME: ".cache", GOPATH: "go", KUBECACHEDIR: ".kube/cache" };
  return Object.fromEntries(
    Object.entries(caches)
      .filter(([name]) => !isOutside(name))
      .map(([name, folder]) => [name, join(rootHome(), folder)]),
  );
}
