import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import * as readline from "node:readline";
import type { Readable } from "node:stream";
import { cacheDirectory } from "../../engine/cache-directory";
import { formatDuration, type Report } from "../report";
import { type Binary, buildFlags, linkerFlags, moduleDirectory } from "./binaries";
import type { Go } from "./go";

/**
 * Compiles programs with one `go build`, so that what they share is compiled once and no core idles between them. An
 * interrupted build goes on where it stopped: Go keeps each finished package in its own cache.
 *
 * @param output the folder that gets the programs, under their names
 * @throws Error with the compiler's last lines
 */
export async function buildBinaries(
  go: Go,
  selected: readonly Binary[],
  output: string,
  report: Report,
): Promise<void> {
  const started = Date.now();
  const names = selected.map((binary) => binary.name).join(", ");
  const build = { cwd: moduleDirectory, env: go.environment, extendEnv: false } as const;
  const packages = selected.map((binary) => binary.package);
  report(`downloading the sources of ${names}`);
  const total = await countStale(go, packages, build);
  const last = readHistory()[names];
  const estimate = last && total > 0.8 * last.packages ? `, ${formatDuration(last.milliseconds)} last time` : "";

  const lines: string[] = [];
  let compiled = 0;
  const announce = () => {
    const stage = compiled >= total ? "linking" : `compiling ${names}: package ${compiled} of ${total}`;
    report(`${stage}, ${formatDuration(Date.now() - started)}${remaining(started, compiled, total)}${estimate}`);
  };
  // Ticks move the clock while one large package compiles; they decide nothing.
  const clock = setInterval(announce, 1000);
  try {
    const child = execa(
      go.command,
      [
        "build",
        "-v",
        ...buildFlags,
        ...selected.flatMap((b) => ["-ldflags", `${b.package}=${linkerFlags(b)}`]),
        "-o",
        `${output}/`,
        ...packages,
      ],
      { ...build, stdout: "ignore", stderr: "pipe", buffer: false, reject: false },
    );
    for await (const line of readline.createInterface({ input: child.stderr as Readable })) {
      if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)) {
        compiled++;
        announce();
      } else {
        lines.push(line);
      }
    }
    const result = await child;
    if (result.exitCode !== 0) {
      throw new Error(`go build of ${names} failed:\n${lines.slice(-20).join("\n")}\n${explain(lines)}`);
    }
  } finally {
    clearInterval(clock);
  }
  for (const binary of selected) {
    const built = path.basename(binary.package);
    if (built !== binary.name) fs.renameSync(path.join(output, built), path.join(output, binary.name));
  }
  writeHistory(names, { packages: total, milliseconds: Date.now() - started });
}

function explain(lines: string[]): string {
  const text = lines.join("\n");
  if (/no space left on device/.test(text))
    return "The disk is full: about 6 GB are needed for sources, objects and programs.";
  if (/dial tcp|connection refused|no such host|TLS handshake/.test(text)) {
    return "The Go module proxy cannot be reached. Check the network, or set GOPROXY (go env GOPROXY) to one that can, and run the same command again: what is built is kept.";
  }
  return "Run the same command again: what is built is kept.";
}

/** How many packages are not in Go's cache yet; also downloads all sources that are missing. */
async function countStale(go: Go, packages: string[], options: object): Promise<number> {
  const format = ["-f", "{{if .Stale}}{{.ImportPath}}{{end}}"];
  const result = await execa(go.command, ["list", "-deps", ...buildFlags, ...format, ...packages], {
    ...options,
    reject: false,
    stripFinalNewline: true,
  });
  if (result.exitCode !== 0) {
    const lines = String(result.stderr).split("\n");
    throw new Error(`The Go sources could not be fetched:\n${lines.slice(-10).join("\n")}\n${explain(lines)}`);
  }
  return String(result.stdout).split("\n").filter(Boolean).length;
}

/** Linear in the packages done: rough, so nothing is said before a tenth is compiled. */
function remaining(started: number, compiled: number, total: number): string {
  if (compiled < total / 10 || compiled >= total) return "";
  const left = ((Date.now() - started) / compiled) * (total - compiled);
  return `, about ${formatDuration(left)} left`;
}

interface Run {
  packages: number;
  milliseconds: number;
}

const historyFile = () => path.join(cacheDirectory(), "toolchain", "history.json");

function readHistory(): Record<string, Run> {
  try {
    return JSON.parse(fs.readFileSync(historyFile(), "utf8")) as Record<string, Run>;
  } catch {
    return {};
  }
}

function writeHistory(names: string, run: Run): void {
  const all = readHistory();
  const before = all[names];
  // A build of a few changed packages says nothing of how long a whole one takes.
  if (before && before.packages > run.packages) return;
  fs.writeFileSync(historyFile(), JSON.stringify({ ...all, [names]: run }, undefined, 2));
}
