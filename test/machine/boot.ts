import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as readline from "node:readline";
import { formatDuration } from "../../embedded/report";
import type { MachineSystem } from "./system";

/** The last line of the tests, with their exit code. */
export const ENDED = "The tests on the machine ended with exit code";

/** How a virtual machine computes: with the processor's help, or emulated, which works everywhere and is many times slower. */
export type Accelerator = "kvm" | "tcg";

/** After which a machine that has not ended is taken for one that never will, in milliseconds. */
const LIMIT: Record<Accelerator, number> = { kvm: 3_600_000, tcg: 4 * 3_600_000 };

/** What this machine offers. */
export function accelerator(): Accelerator {
  if (!/^flags\s*:.* (vmx|svm)( |$)/m.test(fs.readFileSync("/proc/cpuinfo", "utf8"))) return "tcg";
  try {
    fs.closeSync(fs.openSync("/dev/kvm", "r+"));
    return "kvm";
  } catch {
    return "tcg";
  }
}

/** What is booted. */
export interface BootOptions {
  system: MachineSystem;
  /** The disk with the checkout, the programs and the script `run`. */
  platform: string;
  accelerator: Accelerator;
  /** A directory for what the machine writes: its console, and the changes of the system's disk, which are forgotten. */
  directory: string;
  /** Takes the output of the tests, a line each. */
  write: (line: string) => void;
}

/**
 * Boots a machine, which runs its tests and ends. Its network is QEMU's user network, which lets it out and nobody in.
 *
 * @returns the exit code of the tests
 * @throws Error when the machine ends without having run them to their end, or does not end
 */
export async function boot(options: BootOptions): Promise<number> {
  const console = `${options.directory}/console`;
  const limit = LIMIT[options.accelerator];
  const qemu = spawn("qemu-system-x86_64", qemuArguments(options, console), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: options.directory },
    timeout: limit,
    killSignal: "SIGKILL",
  });
  const kill = () => void qemu.kill("SIGKILL");
  process.once("exit", kill);
  let complaints = "";
  qemu.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  let code: number | undefined;
  readline.createInterface({ input: qemu.stdout }).on("line", (line) => {
    const end = line.startsWith(ENDED) ? /^ (\d+)$/.exec(line.slice(ENDED.length)) : undefined;
    if (end) code = Number(end[1]);
    else options.write(line);
  });
  const started = Date.now();
  await new Promise((resolve, reject) => qemu.once("close", resolve).once("error", reject));
  process.off("exit", kill);
  if (code !== undefined) return code;
  const said = fs.existsSync(console) ? fs.readFileSync(console, "utf8").trimEnd().split("\n") : [];
  const how =
    Date.now() - started < limit ? "ended before its tests did" : `did not end within ${formatDuration(limit)}`;
  throw new Error(
    [`The machine ${how}. ${complaints.trim()}`, "The last lines of its console:", ...said.slice(-15)].join("\n"),
  );
}

function qemuArguments({ system, platform, accelerator }: BootOptions, console: string): string[] {
  const drive = (file: string, more = "") => ["-drive", `file=${file},format=raw,if=virtio,cache=unsafe${more}`];
  return [
    ...["-machine", "q35", "-smp", "2", "-m", "6144", "-nodefaults", "-display", "none", "-no-reboot"],
    ...(accelerator === "kvm"
      ? ["-accel", "kvm", "-cpu", "host"]
      : ["-accel", "tcg,thread=multi,tb-size=1024", "-cpu", "max,la57=off"]),
    ...["-kernel", system.kernel, "-initrd", system.initrd],
    // A kernel that panics ends the machine instead of waiting for somebody to look at it.
    ...["-append", "root=/dev/vda rw console=ttyS0 net.ifnames=0 mitigations=off panic=-1"],
    ...drive(system.disk, ",snapshot=on"),
    ...drive(platform),
    ...["-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network", "-device", "virtio-rng-pci"],
    ...["-serial", `file:${console}`, "-serial", "stdio"],
  ];
}
