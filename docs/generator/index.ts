import * as fs from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import { repositoryRoot } from "../../local/paths";
import { componentPages, type Page } from "./components";
import { configurationPage } from "./configuration";

/** Every page that is made from the code, formatted as the rest of the tree. */
export async function generatedPages(): Promise<Page[]> {
  const pages = [{ file: "configuration.md", text: configurationPage() }, ...componentPages()];
  const options = await prettier.resolveConfig(path.join(repositoryRoot, "docs/configuration.md"));
  return Promise.all(
    pages.map(async ({ file, text }) => ({
      file,
      text: await prettier.format(text, { ...options, parser: "markdown" }),
    })),
  );
}

/** Writes the generated pages below `docs/`. */
export async function writePages(): Promise<void> {
  for (const { file, text } of await generatedPages()) {
    const target = path.join(repositoryRoot, "docs", file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
    process.stdout.write(`docs/${file}\n`);
  }
}
