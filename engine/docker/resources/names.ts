import { containsUnknown, withoutSecrets, type PropertyMap } from "../../plugin";
import { parseImageName } from "../image-name";
import type { Fault } from "./image-inputs";

/** What is wrong with an input that must be an image's name. */
export function checkName(inputs: PropertyMap, property: string): Fault[] {
  const value = withoutSecrets(inputs[property] ?? null);
  if (containsUnknown(value)) return [];
  if (typeof value !== "string" || value === "") return [{ property, reason: "is required: an image's name" }];
  try {
    parseImageName(value);
    return [];
  } catch (error) {
    return [{ property, reason: (error as Error).message }];
  }
}

/** `build` of these resources is the older way to build; this plugin builds with `Image` alone. */
export function withoutBuild(inputs: PropertyMap): Fault[] {
  if (inputs.build === undefined || inputs.build === null) return [];
  return [
    {
      property: "build",
      reason: "is not offered by this plugin: build with docker.Image, and use its repoDigest here",
    },
  ];
}
