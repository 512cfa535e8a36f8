import { WordError } from "./shell-pattern";

/** Something on the network that ADD fetches. */
export interface RemoteSource {
  readonly kind: "http" | "git";
  /** The commit or checksum that the address itself names. */
  readonly revision: string | undefined;
  /** What is wrong with its parameters. */
  readonly fault: string | undefined;
}

const PARAMETERS = new Set([
  "ref",
  "tag",
  "branch",
  "subdir",
  "checksum",
  "commit",
  "keep-git-dir",
  "submodules",
  "mtime",
  "fetch-by-commit",
]);
const FLAGS = new Set(["keep-git-dir", "submodules", "fetch-by-commit"]);
const BOOLEAN = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

/**
 * Tells what a source of ADD or COPY is on the network: a repository of Git, by its protocol or an address that ends in .git, or a file.
 *
 * @returns undefined for a path in the context
 */
export function remoteSource(source: string): RemoteSource | undefined {
  const isHttp = /^https?:\/\//.test(source);
  const git = gitAddress(source);
  if (!git) return isHttp ? { kind: "http", revision: undefined, fault: undefined } : undefined;
  const { query, fragment } = git;
  const parameters = new URLSearchParams(query);
  const ref = fragment.split(":", 1)[0] || parameters.get("ref") || undefined;
  const revision = parameters.get("checksum") ?? parameters.get("commit") ?? ref;
  return { kind: "git", revision, fault: faultOf(parameters, fragment) };
}

function gitAddress(source: string): { query: string; fragment: string } | undefined {
  if (/^(?:\.\.?\/|github\.com\/)/.test(source)) return undefined;
  const [, scheme, , path = "", query = "", fragment = ""] =
    /^([a-zA-Z0-9]+):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(source) ?? [];
  if (scheme === undefined) {
    const scp = /^[\w-]+@[a-zA-Z0-9-.]+:(?:.*?)(?:\?(.*?))?(?:#(.*))?$/.exec(source);
    return scp ? { query: scp[1] ?? "", fragment: scp[2] ?? "" } : undefined;
  }
  const protocol = scheme.toLowerCase();
  const isGit = ["git", "ssh"].includes(protocol) || (["http", "https"].includes(protocol) && path.endsWith(".git"));
  return isGit ? { query, fragment } : undefined;
}

function faultOf(parameters: URLSearchParams, fragment: string): string | undefined {
  const names = [...new Set(parameters.keys())];
  for (const name of names) {
    const [value = "", ...more] = parameters.getAll(name);
    if (more.length > 0) return `the parameter ${name} is there twice`;
    if (!PARAMETERS.has(name)) return `there is no parameter ${name}`;
    if (value === "" && !FLAGS.has(name)) return `the parameter ${name} has no value`;
    if (value !== "" && FLAGS.has(name) && !BOOLEAN.test(value)) return `the parameter ${name} is true or false`;
    if (name === "mtime" && value !== "checkout" && value !== "commit") return "mtime is checkout or commit";
  }
  const full = (name: string, prefix: string) => {
    const value = parameters.get(name);
    return value === null || value.startsWith(prefix) ? value : prefix + value;
  };
  const refs = [
    fragment.split(":", 1)[0] || null,
    parameters.get("ref"),
    full("tag", "refs/tags/"),
    full("branch", "refs/heads/"),
  ];
  if (new Set(refs.filter((ref) => ref !== null)).size > 1) return "it names several revisions";
  const [, ...directory] = fragment.split(":");
  const subdirectory = directory.join(":").replace(/^\/+|\/+$/g, "");
  if (subdirectory !== "" && parameters.has("subdir") && parameters.get("subdir") !== subdirectory)
    return "it names several directories";
  return undefined;
}

/** How ADD or COPY copies, with the values of variables. */
export interface CopySettings {
  readonly keyword: string;
  readonly sources: readonly string[];
  readonly chown: string;
  readonly chmod: string;
  readonly checksum: string;
  readonly isLink: boolean;
  readonly keepsGit: boolean | undefined;
}

/** @throws WordError when BuildKit would refuse to copy so. */
export function checkCopying({ keyword, sources, chown, chmod, checksum, isLink, keepsGit }: CopySettings): void {
  const fail = (why: string): never => {
    throw new WordError(`${keyword} ${why}`);
  };
  if (isLink && chown.split(":").some((one) => one !== "" && !/^\d+$/.test(one))) {
    fail(`--chown=${chown} with --link takes numbers only, for there are no names in an empty layer`);
  }
  if (chmod !== "" && !isMode(chmod))
    fail(`--chmod=${chmod} is not an octal mode up to 7777, nor one like u=rwX,go=rX`);
  if (checksum !== "") {
    if (sources.length !== 1) fail("--checksum is for one source");
    if (!remoteSource(sources[0] as string) && !/^github\.com\//.test(sources[0] as string))
      fail(`--checksum is not for ${sources[0]}, which is not an address`);
  }
  for (const source of sources) {
    const remote = remoteSource(source);
    if (!remote) continue;
    if (remote.fault !== undefined) fail(`${source}: ${remote.fault}`);
    if (keyword !== "ADD") fail(`${source}: an address is for ADD`);
    if (remote.kind === "http" && checksum !== "" && !isDigest(checksum))
      fail(`--checksum=${checksum} is not sha256: and 64 hexadecimal digits`);
    if (remote.kind === "git") checkRepository(source, checksum, keepsGit, fail);
  }
}

function checkRepository(
  source: string,
  checksum: string,
  keepsGit: boolean | undefined,
  fail: (why: string) => never,
): void {
  const parameters = new URLSearchParams(/\?([^#]*)/.exec(source)?.[1] ?? "");
  const named = parameters.get("checksum") ?? parameters.get("commit") ?? "";
  if (checksum !== "" && named !== "" && checksum !== named) fail(`--checksum=${checksum} is not that of ${source}`);
  const keeps = parameters.get("keep-git-dir");
  const isKept = keeps === null ? undefined : keeps === "" || /^[1tT]/.test(keeps);
  if (keepsGit !== undefined && isKept !== undefined && keepsGit !== isKept)
    fail(`--keep-git-dir is not that of ${source}`);
}

function isDigest(text: string): boolean {
  return /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/.test(text);
}

function isMode(text: string): boolean {
  if (/^\d/.test(text)) return /^[0-7]+$/.test(text) && parseInt(text, 8) <= 0o7777;
  return /^[augo]*[-+=][rstwXxugo]*(?:[-+=][rstwXxugo]*)*(?:,[augo]*[-+=][rstwXxugo]*(?:[-+=][rstwXxugo]*)*)*$/.test(
    text,
  );
}
