import type * as docker from "@pulumi/docker";
import type * as dockerBuild from "@pulumi/docker-build";
import type { Given } from "./changes";
import { typed } from "./typed";

/** Images of both types, built as every rule wants it. The one of docker-build is the first. */
export function goodImages(): Record<string, Given[]> {
  return {
    "an image of docker-build": [
      typed<dockerBuild.ImageArgs>("docker-build:index:Image", {
        push: true,
        tags: ["registry.example.org/shop/web:1.4.2"],
        platforms: ["linux/amd64"],
        buildArgs: { NODE_IMAGE: "registry.example.org/node:22.11.0", NPM_TOKEN_FILE: "/run/secrets/npm" },
        context: { location: "." },
      }),
    ],
    "an image of docker": [
      typed<docker.ImageArgs>("docker:index/image:Image", {
        imageName: "registry.example.org/shop/web:1.4.2",
        build: {
          context: ".",
          dockerfile: "Dockerfile",
          platform: "linux/amd64",
          args: { NODE_IMAGE: "registry.example.org/node:22.11.0" },
        },
      }),
    ],
  };
}
