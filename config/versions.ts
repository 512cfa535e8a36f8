import versions from "../versions.json";

/** A third-party image as versions.json names it. */
export interface ThirdPartyImage {
  /** Registry and repository, without a tag. */
  readonly reference: string;
  readonly tag: string;
}

/** Every third-party image by its short name. */
export const THIRD_PARTY_IMAGES: Readonly<Record<string, ThirdPartyImage>> = versions.images;
