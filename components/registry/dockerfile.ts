import type { Dockerfile, Instruction } from "dockerfile-ast";
import { Add, Arg, DockerfileParser, Env, From } from "dockerfile-ast";

/** Something a Dockerfile should have otherwise. */
export interface Finding {
  /** error: the image is not built; hint: worth a look. */
  readonly level: "error" | "hint";
  /** Line of the Dockerfile, from 1; undefined when it is about the whole. */
  readonly line?: number;
  /** What was found, and what to write instead. */
  readonly text: string;
}

/** What a Dockerfile is checked against. */
export interface DockerfileExpectations {
  /** Port on which the container is said to listen; undefined when it listens on none. */
  readonly port?: number;
  /** Short names of the third-party images that the program knows, such as "node". */
  readonly baseImages: readonly string[];
}

/** What the check found, and what the build needs to know. */
export interface CheckedDockerfile {
  readonly findings: readonly Finding[];
  /** Build arguments to fill with third-party images: NODE_IMAGE with "node". */
  readonly baseImageArguments: Readonly<Record<string, string>>;
}

const BASE_IMAGE_ARGUMENT = /^([A-Z][A-Z0-9_]*)_IMAGE$/;
const SECRET_NAME = /(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL)/i;
const BUILD_TOOL =
  /\b(npm (ci|install)|yarn install|pnpm install|go build|cargo build|mvn |gradle |pip3? install|make\b)/;
const COPY_ALL = /^(?:--\S+\s+)*\.\/?\s+\S+$/;

interface Stage {
  readonly name: string | null;
  readonly from: From;
  readonly instructions: Instruction[];
}

/**
 * Checks a Dockerfile before anything is built from it: base images fixed, no root, nothing fetched unchecked, no secrets
 * in the image, the right port; and hints for a smaller image that is built faster.
 *
 * @param text the Dockerfile.
 * @param expectations what the program knows of the service and of third-party images.
 */
export function checkDockerfile(text: string, expectations: DockerfileExpectations): CheckedDockerfile {
  const dockerfile = DockerfileParser.parse(text);
  const stages = stagesOf(dockerfile);
  const final = stages.at(-1);
  if (!final) {
    return {
      findings: [{ level: "error", text: "no FROM: a Dockerfile begins with its base image" }],
      baseImageArguments: {},
    };
  }
  const initial = dockerfile.getInitialARGs();
  const { findings, baseImageArguments } = checkBases(stages, initial, expectations.baseImages);
  findings.push(...checkUser(final, stages));
  findings.push(...checkPort(final, stages, expectations.port));
  for (const { instructions } of stages) findings.push(...instructions.flatMap(checkInstruction));
  findings.push(...initial.flatMap(checkInstruction));
  findings.push(...hints(stages, final));
  return { findings, baseImageArguments };
}

function stagesOf(dockerfile: Dockerfile): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction instanceof From) {
      stages.push({ name: instruction.getBuildStage(), from: instruction, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return stages;
}

function checkBases(stages: readonly Stage[], initial: readonly Arg[], known: readonly string[]) {
  const findings: Finding[] = [];
  const baseImageArguments: Record<string, string> = {};
  const declared = new Map(initial.map((arg) => [arg.getProperty()?.getName() ?? "", arg.getProperty()?.getValue()]));
  for (const [index, { from }] of stages.entries()) {
    const image = from.getImage() ?? "";
    const error = (fault: string) =>
      findings.push({ level: "error", line: lineOf(from), text: `FROM ${image}: ${fault}` });
    if (image === "scratch" || stages.slice(0, index).some(({ name }) => name !== null && name === image)) continue;
    const variable = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(image)?.[1];
    if (variable === undefined) {
      const fault = unpinned(image);
      if (fault) error(fault);
      continue;
    }
    if (!declared.has(variable)) {
      error(`write "ARG ${variable}" before the first FROM`);
      continue;
    }
    const short = BASE_IMAGE_ARGUMENT.exec(variable)?.[1]?.toLowerCase().replaceAll("_", "-");
    if (short !== undefined && known.includes(short)) {
      baseImageArguments[variable] = short;
      continue;
    }
    const fallback = declared.get(variable);
    if (!fallback) {
      error(
        `nothing gives ${variable} a value: the images of versions.json are ${known.join(", ")}, as ARG ${(known[0] ?? "name").toUpperCase()}_IMAGE and so on`,
      );
    } else {
      const fault = unpinned(fallback);
      if (fault) error(`${variable} is ${fallback}: ${fault}`);
    }
  }
  return { findings, baseImageArguments };
}

/** Why a base image is not the same tomorrow, or nothing. */
function unpinned(image: string): string | undefined {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.includes("$")) return "name the whole image by one ARG such as NODE_IMAGE, or write it out";
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return "has no tag, so it changes from day to day: write a version or a digest";
  if (tag === "latest") return "latest changes from day to day: write a version or a digest";
  return undefined;
}

/** The stages that make up the image, the last one first: what one does not set comes from the one it is FROM. */
function lineage(final: Stage, stages: readonly Stage[]): Stage[] {
  const chain: Stage[] = [];
  for (let stage: Stage | undefined = final; stage;) {
    chain.push(stage);
    const index = stages.indexOf(stage);
    const base = stage.from.getImage();
    stage = stages.slice(0, index).find(({ name }) => name !== null && name === base);
  }
  return chain;
}

function checkUser(final: Stage, stages: readonly Stage[]): Finding[] {
  for (const { instructions } of lineage(final, stages)) {
    const user = instructions.filter((instruction) => instruction.getKeyword() === "USER").at(-1);
    if (!user) continue;
    const id = (user.getArgumentsContent() ?? "").trim().split(":")[0] ?? "";
    if (/^[1-9]\d*$/.test(id)) return [];
    const text =
      id === "root" || /^0+$/.test(id)
        ? `USER ${id} is root: name another user by number, such as USER 10001`
        : `USER ${id}: write its number, such as USER 10001, or Kubernetes cannot tell that it is not root`;
    return [{ level: "error", line: lineOf(user), text }];
  }
  return [
    {
      level: "error",
      line: lineOf(final.from),
      text: "no USER, so the container runs as root: add a line such as USER 10001",
    },
  ];
}

function checkPort(final: Stage, stages: readonly Stage[], port: number | undefined): Finding[] {
  if (port === undefined) return [];
  const exposed = lineage(final, stages).flatMap(({ instructions }) =>
    instructions.filter((instruction) => instruction.getKeyword() === "EXPOSE"),
  );
  if (exposed.length === 0) return [{ level: "hint", text: `no EXPOSE: add EXPOSE ${port}, for those who read it` }];
  const ports = exposed.flatMap((instruction) => instruction.getArguments().map((argument) => argument.getValue()));
  // A port in a variable is only known when the image is built.
  if (ports.some((written) => written.includes("$") || written.split("/")[0] === String(port))) return [];
  return [
    {
      level: "error",
      line: lineOf(exposed[0] as Instruction),
      text: `EXPOSE ${ports.join(" ")}, but the configuration says port ${port}: correct one of them`,
    },
  ];
}

function checkInstruction(instruction: Instruction): Finding[] {
  const line = lineOf(instruction);
  if (instruction instanceof Add) {
    return instruction
      .getArguments()
      .slice(0, -1)
      .map((argument) => argument.getValue())
      .filter((source) => /^(https?:\/\/|git@|git:\/\/|ftp:\/\/)/.test(source))
      .map((source) => ({
        level: "error",
        line,
        text: `ADD ${source}: what is fetched is not checked; fetch it in a RUN line that compares its checksum, or COPY it`,
      }));
  }
  const names =
    instruction instanceof Env
      ? instruction.getProperties().map((property) => property.getName())
      : instruction instanceof Arg
        ? [instruction.getProperty()?.getName() ?? ""]
        : [];
  return names
    .filter((name) => SECRET_NAME.test(name))
    .map((name) => ({
      level: "error",
      line,
      text: `${instruction.getKeyword()} ${name} stays readable in the image: give it to the running container as a secret`,
    }));
}

function hints(stages: readonly Stage[], final: Stage): Finding[] {
  const found: Finding[] = [];
  for (const { instructions } of stages) {
    const copyAll = instructions.find(
      (line) => line.getKeyword() === "COPY" && COPY_ALL.test(line.getArgumentsContent()?.trim() ?? ""),
    );
    const install = instructions.find((line) =>
      /\b(npm ci|npm install|pip3? install|go mod download)\b/.test(contentOf(line)),
    );
    if (copyAll && install && lineOf(copyAll) < lineOf(install)) {
      found.push({
        level: "hint",
        line: lineOf(copyAll),
        text: "copies everything before dependencies are installed, so each change of code installs them again: copy the lock file first",
      });
    }
  }
  const tool = final.instructions.find((line) => line.getKeyword() === "RUN" && BUILD_TOOL.test(contentOf(line)));
  if (tool && stages.length === 1) {
    found.push({
      level: "hint",
      line: lineOf(tool),
      text: "builds in the image that runs: a second stage that copies the result leaves the tools behind",
    });
  }
  for (const line of final.instructions) {
    if (/\bapt(-get)? install\b/.test(contentOf(line)) && !contentOf(line).includes("--no-install-recommends")) {
      found.push({
        level: "hint",
        line: lineOf(line),
        text: "apt-get install without --no-install-recommends brings packages nobody asked for",
      });
    }
  }
  return found;
}

function contentOf(instruction: Instruction): string {
  return instruction.getArgumentsContent() ?? "";
}

function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1;
}
