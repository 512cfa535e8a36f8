import * as fs from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import { repositoryRoot } from "../../embedded/paths";
import { componentPages, type Page } from "./components";
import { reportSchema } from "../../operations/policy/report";
import { generatedFiles } from "../../policy/generate";
import { configurationPage } from "./configuration";

/** Every file that is made from the code, formatted as the rest of the tree; names are relative to the repository's root. */
export async function generatedPages(): Promise<Page[]> {
  const pages = [
    { file: "docs/configuration.md", text: configurationPage() },
    ...componentPages(),
    { file: "docs/schemas/policy-report.schema.json", text: JSON.stringify(reportSchema()) },
    ...Object.entries(generatedFiles()).map(([file, text]) => ({ file, text })),
  ];
  const options = await prettier.resolveConfig(path.join(repositoryRoot, "docs/configuration.md"));
  return Promise.all(
    pages.map(async ({ file, text }) => ({
      file,
      text: await prettier.format(text, { ...options, parser: file.endsWith(".json") ? "json" : "markdown" }),
    })),
  );
}

/** Writes the generated files. */
export async function writePages(): Promise<void> {
  for (const { file, text } of await generatedPages()) {
    const target = path.join(repositoryRoot, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
    process.stdout.write(`${file}\n`);
  }
}
