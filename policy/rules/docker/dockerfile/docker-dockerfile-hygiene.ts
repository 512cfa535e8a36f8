import type { Instruction } from "../../../../formats/dockerfile/parser";
import { remoteSource } from "../../../../formats/dockerfile/sources";
import { commandsOf, scriptOf } from "../../../lib/docker/commands";
import { inlineDockerfile } from "../../../lib/docker/dockerfile";
import { uncheckedIn } from "../../../lib/docker/unverified";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "docker-dockerfile-hygiene",
  title: "Dockerfiles fetch nothing unchecked, and leave no surprises behind",
  severity: "medium",
  levels: { dev: "advisory", production: "advisory" },
  references: [
    ...["1", "4", "5", "9", "10"].map((number) => `CKV_DOCKER_${number}`),
    ...Array.from({ length: 17 }, (_, index) => `CKV2_DOCKER_${index + 1}`),
  ],
  fields: ["dockerfile.inline"],
  why: "What is fetched without a check can be anybody's, and what depends on the moment or the place of a build is not the same twice.",
  fix: "Change the line as the message says.",
  appliesTo: types("docker-build:index:Image"),
  check(resource, check) {
    const file = inlineDockerfile(resource);
    // One that cannot be built is a matter of the other rules.
    if (!file || "fault" in file) return;
    for (const instruction of file.build.dockerfile.stages.flatMap((stage) => stage.instructions)) {
      const fault = faultOf(instruction);
      if (fault) {
        const [found, wanted] = fault;
        check.violation({ at: file.node, found: `${found} in line ${instruction.line}`, wanted });
      }
    }
  },
});

type Fault = readonly [found: string, wanted: string];

function faultOf(instruction: Instruction): Fault | undefined {
  const { keyword, words } = instruction;
  switch (keyword) {
    case "ADD":
      return addFault(instruction);
    case "EXPOSE":
      return words.some(holdsSsh) ? ["EXPOSE of port 22", "no SSH in a container"] : undefined;
    case "WORKDIR":
      return isAbsolute(words[0] ?? "") ? undefined : ["a relative WORKDIR", "one from the root: WORKDIR /app"];
    case "ENV":
      return envFault(instruction);
    case "RUN":
      return runFault(scriptOf(instruction));
    default:
      return undefined;
  }
}

function addFault({ words }: Instruction): Fault | undefined {
  const isRemote = (source: string) => source.startsWith("$") || remoteSource(source) !== undefined;
  return words.slice(0, -1).every(isRemote)
    ? undefined
    : ["ADD of a local file", "COPY, which neither unpacks nor fetches"];
}

function holdsSsh(port: string): boolean {
  const [first = "", last = first] = port.replace(/\/\w+$/, "").split("-");
  return /^\d+$/.test(first) && Number(first) <= 22 && Number(last) >= 22;
}

function isAbsolute(path: string): boolean {
  return /^["']?(?:\/|\$|[A-Za-z]:[\\/])/.test(path);
}

function envFault({ pairs }: Instruction): Fault | undefined {
  const script = pairs.map(({ name, value }) => `${name}=${value ?? ""}`);
  const unchecked = uncheckedIn(script.join("\n"));
  return unchecked === undefined ? undefined : [`ENV ${unchecked}`, "certificates that are checked"];
}

function runFault(script: string): Fault | undefined {
  const commands = commandsOf(script);
  const isRun = (program: string) => commands.some(([first]) => first === program);
  if (isRun("sudo")) return ["sudo", "USER root before the line, and the ordinary user after it"];
  if (isRun("chpasswd")) return ["chpasswd", "no password in an image"];
  if (isRun("apt")) return ["apt, which is meant for people", "apt-get"];
  const does = (...actions: string[]) =>
    commands.some(
      ([program, ...words]) => /^ap(?:t|t-get|k)$/.test(program ?? "") && actions.some((one) => words.includes(one)),
    );
  if (does("update") && !does("install", "upgrade", "dist-upgrade", "full-upgrade", "add"))
    return ["an update of package lists by itself", "the update and the installation in one RUN"];
  const unchecked = uncheckedIn(script);
  return unchecked === undefined
    ? undefined
    : [`${unchecked} that does not check what it fetches`, "a check of certificates and signatures"];
}
