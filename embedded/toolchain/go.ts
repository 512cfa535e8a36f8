import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import versions from "../../versions.json";
import type { Report } from "../report";
import { ensureCached } from "./cache";
import { unpackDebianPackages } from "./debian";

/** A Go compiler of the pinned version, and the environment to call it with. */
export interface Go {
  command: string;
  environment: NodeJS.ProcessEnv;
}

const module = "golang.org/toolchain";

/**
 * Finds or fetches the pinned Go. A Go of 1.21 or newer on PATH fetches the pinned one by itself when it is another version;
 * where there is none, Debian's older Go is unpacked (not installed) and used once, to fetch the pinned toolchain as the module
 * that the Go project publishes it as, verified by the checksum database like any module.
 *
 * @throws Error when neither way works, saying what was tried
 */
export async function ensureGo(report: Report): Promise<Go> {
  const pinned = `go${versions.tools.go}`;
  const found = await installedVersion();
  if (found && atLeast(found, [1, 21])) {
    return { command: "go", environment: { ...buildEnvironment(), GOTOOLCHAIN: pinned } };
  }
  report(`fetching Go ${versions.tools.go}`);
  const directory = await ensureCached("go", `${versions.tools.go}-linux-amd64`, (target) => fetchGo(target, report));
  return {
    command: path.join(directory, "bin", "go"),
    environment: { ...buildEnvironment(), GOROOT: directory, GOTOOLCHAIN: "local" },
  };
}

/** Settings of the user's shell must not change what is built: the cache key does not know them. */
function buildEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CGO_ENABLED: "0",
    GOFLAGS: "",
    GOOS: "linux",
    GOARCH: "amd64",
    GOAMD64: "v1",
    GOWORK: "off",
  };
}

async function installedVersion(): Promise<[number, number] | undefined> {
  const result = await execa("go", ["env", "GOVERSION"], { reject: false, env: { GOTOOLCHAIN: "local" }, cwd: "/" });
  const match = result.exitCode === 0 ? /^go(\d+)\.(\d+)/.exec(result.stdout) : null;
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function atLeast(found: [number, number], wanted: [number, number]): boolean {
  return found[0] !== wanted[0] ? found[0] > wanted[0] : found[1] >= wanted[1];
}

async function fetchGo(target: string, report: Report): Promise<void> {
  const work = fs.mkdtempSync(`${target}.fetch-`);
  try {
    await unpackDebianPackages(["golang-1.19-go", "golang-1.19-src"], work, report);
    report(`fetching Go ${versions.tools.go}`);
    const goroot = path.join(work, "usr/lib/go-1.19");
    const { stdout } = await execa(
      path.join(goroot, "bin/go"),
      ["mod", "download", "-json", `${module}@v0.0.1-go${versions.tools.go}.linux-amd64`],
      { cwd: work, env: { GOROOT: goroot, GOMODCACHE: path.join(work, "mod"), GOFLAGS: "-modcacherw" } },
    );
    const { Dir: directory } = JSON.parse(stdout) as { Dir: string };
    fs.cpSync(directory, target, { recursive: true });
    // Modules carry no permission bits.
    for (const folder of ["bin", "pkg/tool/linux_amd64"]) {
      const full = path.join(target, folder);
      for (const name of fs.existsSync(full) ? fs.readdirSync(full) : []) fs.chmodSync(path.join(full, name), 0o755);
    }
  } catch (error) {
    throw new Error(
      `No Go compiler: none of version 1.21 or newer is on PATH, and fetching one through Debian's packages failed. ` +
        `Install Go from your distribution, or set PLATFORM_MIRROR to a mirror with the finished binaries.\n` +
        (error instanceof Error ? error.message : String(error)),
      { cause: error },
    );
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}
