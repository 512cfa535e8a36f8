import { strict, text } from "../../config/fields";

const schema = strict({
  /**
   * Any string: where it is another one than when a tag was resolved, the tag is resolved anew. `platform up --resolve-images` writes the time.
   * @default each tag is resolved once
   */
  resolve: text(/^\S(?:.*\S)?$/, "a string that is not empty, such as a date in quotes").optional(),
}).default({});

/** What holds for images that are not built here. */
export const imagesFeature = { key: "images", schema } as const;
