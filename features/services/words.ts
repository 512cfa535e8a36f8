import { z } from "zod";

/** A command line, a string for each word. */
export const words = () =>
  z
    .array(z.string({ error: "allowed: a string: write it in quotes" }), {
      error: "allowed: a list of strings, one for each word",
    })
    .min(1, "allowed: a list of strings, at least one");
