import { z } from "zod";
import { integer, strict, text } from "../../config/fields";

/** A question to a service whose answer says whether it does its work, and not only whether it runs. */
const check = strict({
  /** What is asked, with its query where it has one. */
  path: text(/^\/[^\s#]*$/, "a path that begins with /, such as /api/health?deep=1"),
  /** Status that the answer has to have. @default 200 */
  status: integer(100, 599).default(200),
  /** What the answer has to contain. @default anything */
  contains: z
    .string({ error: "allowed: a part of the answer" })
    .min(1, "allowed: a part of the answer, not empty")
    .optional(),
});

/** The checks of a service. */
export const checks = () => z.array(check, { error: "allowed: a list of maps with path, status and contains" });

/** A checked question to a service. */
export type SmokeCheck = z.infer<typeof check>;
