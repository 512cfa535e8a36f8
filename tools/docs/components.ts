import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { repositoryRoot } from "../../embedded/paths";
import { commentOf, oneLine, parseSource } from "./comments";

/** A page of the documentation: its path in the repository, and its text. */
export interface Page {
  file: string;
  text: string;
}

/** One page for each component, made from its class, its arguments and its outputs; and an index. */
export function componentPages(): Page[] {
  const sources = sourceFiles("components").map((file) => ({ file, source: parseSource(file) }));
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  for (const { source } of sources) {
    ts.forEachChild(source, (node) => {
      if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
    });
  }
  const pages = sources.flatMap(({ file, source }) =>
    source.statements.filter(isComponent).map((component) => componentPage(component, file, interfaces)),
  );
  return [indexPage(pages), ...pages];
}

function sourceFiles(folder: string): string[] {
  return fs
    .readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => path.join(folder, name));
}

function isComponent(node: ts.Statement): node is ts.ClassDeclaration {
  return (
    ts.isClassDeclaration(node) &&
    (node.heritageClauses ?? []).some((clause) => clause.getText().includes("ComponentResource"))
  );
}

function componentPage(
  component: ts.ClassDeclaration,
  file: string,
  interfaces: Map<string, ts.InterfaceDeclaration>,
): Page {
  const name = component.name?.text ?? "";
  const constructor = component.members.find(ts.isConstructorDeclaration);
  const argsType = constructor?.parameters[1]?.type?.getText() ?? "";
  const token = /super\(\s*"([^"]+)"/.exec(constructor?.getText() ?? "")?.[1];
  const outputs = component.members.filter(
    (member): member is ts.PropertyDeclaration => ts.isPropertyDeclaration(member) && isPublic(member),
  );
  return {
    file: `docs/components/${pageName(name)}.md`,
    text: [
      `# ${name}`,
      "",
      commentOf(component).text,
      "",
      `Type \`${token}\`, source [${file}](../../${file}).`,
      "",
      "## Arguments",
      "",
      ...argumentTable(interfaces.get(argsType), interfaces),
      "",
      "## Outputs",
      "",
      "| output | what it is | type |",
      "|---|---|---|",
      ...outputs.map(
        (output) => `| \`${output.name.getText()}\` | ${commentOf(output).text} | ${typeText(output.type)} |`,
      ),
      "",
      "Made from the docstrings by `npm run docs`.",
      "",
    ].join("\n"),
  };
}

/** ExistingRegistry has its page in existing-registry.md. */
function pageName(component: string): string {
  return component.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}

function argumentTable(
  declaration: ts.InterfaceDeclaration | undefined,
  interfaces: Map<string, ts.InterfaceDeclaration>,
): string[] {
  if (!declaration) return ["None."];
  const rows = [...argumentsOf(declaration, interfaces).values()].map((member) => {
    const { text, defaultText } = commentOf(member);
    const fallback = defaultText ?? (member.questionToken ? "none" : "must be given");
    return `| \`${member.name.getText()}\` | ${text} | ${typeText(member.type)} | ${fallback} |`;
  });
  return [commentOf(declaration).text, "", "| argument | what it is | type | default |", "|---|---|---|---|", ...rows];
}

/** The arguments of an interface by name: first those that it has from others, each as it says it last. */
function argumentsOf(
  declaration: ts.InterfaceDeclaration,
  interfaces: Map<string, ts.InterfaceDeclaration>,
): Map<string, ts.PropertySignature> {
  const all = new Map<string, ts.PropertySignature>();
  for (const type of (declaration.heritageClauses ?? []).flatMap((clause) => [...clause.types])) {
    const base = interfaces.get(type.expression.getText());
    if (base) for (const [name, member] of argumentsOf(base, interfaces)) all.set(name, member);
  }
  for (const member of declaration.members.filter(ts.isPropertySignature)) all.set(member.name.getText(), member);
  return all;
}

function typeText(type: ts.TypeNode | undefined): string {
  // Comments inside a type are for readers of the source.
  const text = (type?.getText() ?? "").replace(/\/\*\*[\s\S]*?\*\//g, "");
  return text ? `\`${oneLine(text).replaceAll("\\<", "<")}\`` : "";
}

function isPublic(member: ts.PropertyDeclaration): boolean {
  if (ts.isPrivateIdentifier(member.name)) return false;
  const flags = ts.getCombinedModifierFlags(member);
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Static)) === 0;
}

function indexPage(pages: Page[]): Page {
  const rows = pages.map(({ file, text }) => {
    const [title, , first] = text.split("\n");
    return `| [${title?.replace("# ", "")}](${path.basename(file)}) | ${first?.split(/(?<=\.) /)[0]} |`;
  });
  return {
    file: "docs/components/README.md",
    text: ["# Components", "", "| component | what it is |", "|---|---|", ...rows, ""].join("\n"),
  };
}
