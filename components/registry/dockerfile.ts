import { Build, type ExposedPorts } from "../../formats/dockerfile/build";
import { DockerfileError } from "../../formats/dockerfile/error";
import { evaluateBuild, type BuiltImage } from "../../formats/dockerfile/evaluate";
import type { NeededImage } from "../../formats/dockerfile/graph";
import { parseImageReference } from "../../formats/image-reference";
import { parseDockerfile, type Dockerfile, type Instruction, type Stage } from "../../formats/dockerfile/parser";
import { remoteSource } from "../../formats/dockerfile/sources";
import { flagValue } from "../../formats/dockerfile/syntax";
import { HIGHEST_ID, isNonRootImage, userIds, type UserIds } from "../../formats/dockerfile/users";
import { isSecretName } from "../../formats/secret-names";

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
  /** Port on which the container is said to listen, by TCP; undefined when it listens on none. */
  readonly port?: number;
  /** Short names of the third-party images that the program knows, such as "node". */
  readonly baseImages: readonly string[];
  /** Stage that is built. @default the last one */
  readonly target?: string;
  /** Build arguments beside those for base images. @default none */
  readonly args?: Readonly<Record<string, string>>;
}

/** What the check found, and what the build needs to know. */
export interface CheckedDockerfile {
  readonly findings: readonly Finding[];
  /** Build arguments to fill with third-party images: NODE_IMAGE with "node". */
  readonly baseImageArguments: Readonly<Record<string, string>>;
  /** Who a container of the image runs as; undefined where the Dockerfile does not say it in numbers. */
  readonly user?: UserIds;
}

const BASE_IMAGE_ARGUMENT = /^([A-Z][A-Z0-9_]*)_IMAGE$/;
const BUILD_TOOL =
  /\b(npm (ci|install)|yarn install|pnpm install|go build|cargo build|mvn |gradle |pip3? install|make\b)/;
/** The registry of the names by which the check knows the third-party images, whose digests are not known while it runs. */
const THIRD_PARTY = "third-party.invalid";

/**
 * Checks a Dockerfile before anything is built from it: base images fixed, no root, nothing fetched unchecked, no secrets
 * in the image, the right port; and hints for a smaller image that is built faster. It is read as BuildKit reads it, and what the target
 * does not need is not looked at.
 *
 * @param text the Dockerfile.
 * @param expectations what the program knows of the service and of third-party images.
 */
export function checkDockerfile(text: string, expectations: DockerfileExpectations): CheckedDockerfile {
  try {
    const dockerfile = parseDockerfile(text);
    const thirdParty = thirdPartyArguments(dockerfile, expectations);
    const argument = (name: string) => {
      const short = thirdParty.get(name);
      return short === undefined ? expectations.args?.[name] : `${THIRD_PARTY}/${short}`;
    };
    const build = new Build(dockerfile, { target: expectations.target, argument });
    const unclear = checkBases(build, thirdParty, expectations.baseImages);
    if (unclear.length > 0) return { findings: unclear, baseImageArguments: {} };
    const image = evaluateBuild(build);
    const used = new Set(dockerfile.stages.map((stage) => build.baseOf(stage).name));
    return {
      findings: [...findFaults(build, image, expectations), ...hints(image.stages, build.target)],
      baseImageArguments: Object.fromEntries(
        [...thirdParty].filter(([, short]) => used.has(`${THIRD_PARTY}/${short}`)),
      ),
      user: userIds(build.user()?.value ?? ""),
    };
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    return { findings: [{ level: "error", line: error.line, text: error.text }], baseImageArguments: {} };
  }
}

/** The arguments that the program fills, with the short names of their images. */
function thirdPartyArguments(dockerfile: Dockerfile, expectations: DockerfileExpectations): Map<string, string> {
  const names = dockerfile.initial.flatMap(({ pairs }) => pairs.map(({ name }) => name));
  return new Map(
    names.flatMap((name) => {
      const short = BASE_IMAGE_ARGUMENT.exec(name)?.[1]?.toLowerCase().replaceAll("_", "-");
      const isKnown = short !== undefined && expectations.baseImages.includes(short);
      return isKnown && expectations.args?.[name] === undefined ? [[name, short] as const] : [];
    }),
  );
}

/** Explains base images that are none for want of a variable, or that are only in part what the program fills in. */
function checkBases(build: Build, thirdParty: ReadonlyMap<string, string>, known: readonly string[]): Finding[] {
  const filled = new Set([...thirdParty.values()].map((short) => `${THIRD_PARTY}/${short}`));
  return build.dockerfile.stages.flatMap((stage): Finding[] => {
    const finding = (fault: string): Finding => ({
      level: "error",
      line: stage.from.line,
      text: `FROM ${stage.image}: ${fault}`,
    });
    const name = baseName(build, stage);
    if (name?.includes(THIRD_PARTY)) {
      return filled.has(name) ? [] : [finding("name the whole image by one ARG such as NODE_IMAGE, or write it out")];
    }
    if (name !== undefined && parseImageReference(name)) return [];
    return variablesIn(stage.image)
      .filter((variable) => build.globals.get(variable) === undefined)
      .map((variable) => finding(missing(build, variable, known)));
  });
}

/** Names of the variables of a word that have no value in place of theirs. */
function variablesIn(word: string): string[] {
  return [...word.matchAll(/\$(?:(\w+)|\{(\w+)\})/g)].map(([, plain, braced]) => (plain ?? braced) as string);
}

function missing(build: Build, variable: string, known: readonly string[]): string {
  const isDeclared = build.dockerfile.initial.some(({ pairs }) => pairs.some(({ name }) => name === variable));
  if (!isDeclared) return `write "ARG ${variable}" before the first FROM`;
  const example = (known[0] ?? "name").toUpperCase().replaceAll("-", "_");
  return `nothing gives ${variable} a value: the images of versions.json are ${known.join(", ")}, as ARG ${example}_IMAGE and so on`;
}

/** What a stage is made from; undefined where that cannot be read, which is reported when the build is gone through. */
function baseName(build: Build, stage: Stage): string | undefined {
  try {
    return build.baseOf(stage).name;
  } catch (error) {
    if (error instanceof DockerfileError) return undefined;
    throw error;
  }
}

function findFaults(build: Build, image: BuiltImage, expectations: DockerfileExpectations): Finding[] {
  const { initial } = build.dockerfile;
  return [
    ...image.images.flatMap((needed) => checkImage(build, needed)),
    ...checkUser(build),
    ...checkPort(build, expectations.port),
    ...[...initial, ...image.stages.flatMap((stage) => build.instructionsOf(stage))].flatMap(checkSecrets),
    ...image.stages.flatMap((stage) => checkFetched(build, stage)),
  ];
}

function checkImage(build: Build, { name, line }: NeededImage): Finding[] {
  const fault = name.startsWith(`${THIRD_PARTY}/`) ? undefined : unpinned(name);
  if (fault === undefined) return [];
  const written = build.dockerfile.stages.find(({ from }) => from.line === line)?.image;
  if (written === undefined) return [{ level: "error", line, text: `what is copied from ${name}: ${fault}` }];
  const [variable] = variablesIn(written);
  const what = written === name ? name : `${written}: ${written === `\${${variable}}` ? variable : "it"} is ${name}`;
  return [{ level: "error", line, text: `FROM ${what}: ${fault}` }];
}

/** Why an image is not the same tomorrow, or nothing. */
function unpinned(name: string): string | undefined {
  const { tag, digest } = parseImageReference(name) ?? {};
  if (digest !== undefined) return undefined;
  if (tag === undefined) return "has no tag, so it changes from day to day: write a version or a digest";
  return tag === "latest" ? "latest changes from day to day: write a version or a digest" : undefined;
}

function checkUser(build: Build): Finding[] {
  const user = build.user();
  if (!user) {
    const root = build.lineage().at(-1) as Stage;
    if (isNonRootImage(build.baseOf(root).name)) return [];
    return [
      {
        level: "error",
        line: build.target.from.line,
        text: "no USER, so the container runs as root: add a line such as USER 10001",
      },
    ];
  }
  const { value, unset, instruction } = user;
  const [id = "", group = ""] = value.split(":");
  const isTooHigh = [id, group].some((number) => /^\d+$/.test(number) && Number(number) > HIGHEST_ID);
  if (/^[1-9]\d*$/.test(id) && !isTooHigh) return [];
  const { content, line } = instruction;
  const shown = content.includes("$") && id !== "" ? `${content} is ${id}: USER ${id}` : id || content;
  const fault =
    unset.length > 0
      ? `comes to ${id === "" ? "nothing" : id}, for ${unset.join(" and ")} has no value in this Dockerfile: declare it, such as ARG ${unset[0]}=10001, or write the number`
      : id === "" || id === "root" || /^0+$/.test(id)
        ? "is root: name another user by number, such as USER 10001"
        : isTooHigh
          ? `is more than ${HIGHEST_ID}, the highest number of a user or group`
          : ": write its number, such as USER 10001, or Kubernetes cannot tell that it is not root";
  const separator = fault.startsWith(":") ? "" : " ";
  return [{ level: "error", line, text: `USER ${unset.length > 0 ? content : shown}${separator}${fault}` }];
}

function checkPort(build: Build, port: number | undefined): Finding[] {
  if (port === undefined) return [];
  const exposed = build.ports();
  const [first] = exposed;
  if (!first) return [{ level: "hint", text: `no EXPOSE: add EXPOSE ${port}, for those who read it` }];
  if (exposed.some((range) => range.protocol === "tcp" && range.first <= port && port <= range.last)) return [];
  const ports = exposed.map(formatPorts).join(" ");
  const text = `EXPOSE ${ports}, but the configuration says port ${port}, by TCP: correct one of them`;
  return [{ level: "error", line: first.instruction.line, text }];
}

function formatPorts({ first, last, protocol }: ExposedPorts): string {
  return `${first}${last === first ? "" : `-${last}`}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

function checkSecrets({ keyword, pairs, line }: Instruction): Finding[] {
  const names = keyword === "ENV" || keyword === "ARG" ? pairs.map(({ name }) => name) : [];
  return names.filter(isSecretName).map((name) => ({
    level: "error",
    line,
    text: `${keyword} ${name} stays readable in the image: give it to the running container as a secret`,
  }));
}

/** What ADD fetches has to be what it was: by a checksum, or by the commit of a repository. */
function checkFetched(build: Build, stage: Stage): Finding[] {
  return build.stepsOf(stage).flatMap(({ instruction, variables }) => {
    if (instruction.keyword !== "ADD") return [];
    const { line } = instruction;
    const checksum = build.expand(flagValue(instruction, "checksum") ?? "", variables, line);
    const sources = instruction.words.slice(0, -1).map((word) => build.expand(word, variables, line));
    return sources.flatMap((source): Finding[] => {
      const remote = remoteSource(source);
      if (!remote || checksum !== "" || isCommit(remote.revision)) return [];
      const fix =
        remote.kind === "git"
          ? "name a commit by its 40 digits behind # instead of a branch or tag"
          : "write --checksum=sha256:... before it";
      return [{ level: "error", line, text: `ADD ${source}: what is fetched is not checked: ${fix}, or COPY it` }];
    });
  });
}

function isCommit(revision: string | undefined): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision ?? "");
}

function hints(stages: readonly Stage[], final: Stage): Finding[] {
  const found: Finding[] = [];
  for (const { instructions } of stages) {
    const copyAll = instructions.find(isCopyOfAll);
    const install = instructions.find(
      (line) => line.keyword === "RUN" && /\b(npm ci|npm install|pip3? install|go mod download)\b/.test(scriptOf(line)),
    );
    if (copyAll && install && copyAll.line < install.line) {
      found.push({
        level: "hint",
        line: copyAll.line,
        text: "copies everything before dependencies are installed, so each change of code installs them again: copy the lock file first",
      });
    }
  }
  const tool = final.instructions.find((line) => line.keyword === "RUN" && BUILD_TOOL.test(scriptOf(line)));
  if (tool && stages.length === 1) {
    found.push({
      level: "hint",
      line: tool.line,
      text: "builds in the image that runs: a second stage that copies the result leaves the tools behind",
    });
  }
  for (const line of final.instructions) {
    if (/\bapt(-get)? install\b/.test(scriptOf(line)) && !scriptOf(line).includes("--no-install-recommends")) {
      found.push({
        level: "hint",
        line: line.line,
        text: "apt-get install without --no-install-recommends brings packages nobody asked for",
      });
    }
  }
  return found;
}

/** `COPY . /app` */
function isCopyOfAll(instruction: Instruction): boolean {
  const { keyword, words } = instruction;
  const isFromContext = flagValue(instruction, "from") === undefined;
  return keyword === "COPY" && isFromContext && words.length === 2 && /^\.\/?$/.test(words[0] ?? "");
}

/** What a line hands to the shell. */
function scriptOf({ words, heredocs }: Instruction): string {
  return [words.join(" "), ...heredocs.map(({ content }) => content)].join("\n");
}
