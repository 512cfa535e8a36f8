import type { Change, Given } from "./changes";
import { set } from "./changes";

/** The place of a Dockerfile that is written out. */
export const INLINE = "dockerfile.inline";

/** The digest of a base image. */
export const DIGEST = `sha256:${"b".repeat(64)}`;

const GOOD = [
  `FROM node:22.11.0@${DIGEST} AS build`,
  "WORKDIR /app",
  "COPY . .",
  "RUN apt-get update && apt-get install -y --no-install-recommends curl && curl -fsSL https://example.org/a",
  `FROM registry.example.org/node@${DIGEST}`,
  "COPY --from=build /app /app",
  "EXPOSE 8000",
  "USER 10001:10001",
].join("\n");

/** Images with and without a Dockerfile that is written out. */
export function goodDockerfiles(): Record<string, Given[]> {
  const image = (properties: Record<string, unknown>): Given[] => [{ type: "docker-build:index:Image", properties }];
  return {
    "a Dockerfile that is written out": image({ push: true, dockerfile: { inline: GOOD } }),
    "a Dockerfile that is a file": image({ push: true, dockerfile: { location: "Dockerfile" } }),
  };
}

/** Puts a Dockerfile in the place of the good one, given by its lines. */
export function dockerfile(...lines: readonly string[]): Change {
  return set(INLINE, lines.join("\n"));
}

/** Puts lines before the last one of the good Dockerfile. */
export function withLine(...lines: readonly string[]): Change {
  const [head, last] = [GOOD.slice(0, GOOD.lastIndexOf("\n")), GOOD.slice(GOOD.lastIndexOf("\n") + 1)];
  return dockerfile(head, ...lines, last);
}
