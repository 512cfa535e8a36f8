import { parseDocument } from "yaml";
import { checkConfig } from "./load";
import type { PlatformConfig } from "./schema";
import type { StackFile } from "./stack-file";

/** What stands for a secret that nobody decrypts here. */
const SECRET = "[secret]";

/**
 * Checks the text of a stack file before anything is done with it, as the program itself would.
 *
 * @param stack name of the stack.
 * @throws ConfigurationError with every fault that there is.
 */
export function checkStackFile(stack: string, stackFile: StackFile): PlatformConfig {
  const document = parseDocument(stackFile.text, { merge: true, prettyErrors: false });
  const { config } = (document.errors.length > 0 ? {} : (document.toJS() ?? {})) as {
    config?: Record<string, unknown> | null;
  };
  const secretKeys: string[] = [];
  const values = Object.entries(config ?? {}).map(([key, value]) => {
    // As the engine gives them: strings as they are, everything else as JSON.
    const text = JSON.stringify(value, (_, inner: unknown) => {
      if (!isSecure(inner)) return inner;
      secretKeys.push(key);
      return SECRET;
    });
    return [key, typeof value === "string" ? value : text] as const;
  });
  return checkConfig({ stack, values: Object.fromEntries(values), secretKeys, environment: {}, home: "", stackFile });
}

/** An encrypted value is a map with this one key. */
function isSecure(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).join() === "secure";
}
