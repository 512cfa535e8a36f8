const SYSTEMS = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux macos nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);
const ARCHITECTURES = new Set(
  (
    "386 i386 amd64 x86_64 x86-64 amd64p32 arm armbe armhf armel arm64 aarch64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 " +
    "mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm"
  ).split(" "),
);

/** Whether a platform can be built for as far as its form goes: `linux/amd64`, `linux/arm/v7`, `arm64`, `linux`. */
export function isPlatform(text: string): boolean {
  const [system = "", ...rest] = text.split("/");
  if (rest.length > 2 || !rest.every((part) => /^[\w.-]+$/.test(part))) return false;
  const [, name] = /^([\w-]+)(?:\([\w.%-]*(?:\+[\w.%-]+)*\))?$/.exec(system) ?? [];
  if (name === undefined) return false;
  return rest.length > 0 || SYSTEMS.has(name.toLowerCase()) || ARCHITECTURES.has(system.toLowerCase());
}
