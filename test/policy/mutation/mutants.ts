import ts from "typescript";

/** The source of a rule, or of what rules share, with one thing broken. */
export interface Mutant {
  /** What was broken, in words. */
  what: string;
  line: number;
  source: string;
}

/** Operators that a careless hand may take for each other. */
const OPERATORS: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: "!==",
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: "===",
  [ts.SyntaxKind.LessThanToken]: "<=",
  [ts.SyntaxKind.LessThanEqualsToken]: "<",
  [ts.SyntaxKind.GreaterThanToken]: ">=",
  [ts.SyntaxKind.GreaterThanEqualsToken]: ">",
  [ts.SyntaxKind.AmpersandAmpersandToken]: "||",
  [ts.SyntaxKind.BarBarToken]: "&&",
};

/** Methods of lists that say the opposite. */
const METHODS: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  isTrue: "isFalse",
  isFalse: "isTrue",
};

/** Fields of a rule that say what it is or how it is configured, and decide nothing. */
const DESCRIPTION = new Set(["id", "title", "severity", "levels", "references", "fields", "why", "fix", "parameters"]);

/**
 * All ways in which one clause can be broken: a condition turned round, a statement left out, one value of a list left out, one
 * operator taken for another.
 */
export function mutantsOf(file: string, text: string): Mutant[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const replace = (node: ts.Node, by: string, what: string) => {
    const start = node.getStart(tree);
    mutants.push({
      what: `${what}: ${node.getText(tree).replace(/\s+/g, " ").slice(0, 80)}`,
      line: tree.getLineAndCharacterOfPosition(start).line + 1,
      source: text.slice(0, start) + by + text.slice(node.end),
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && DESCRIPTION.has(node.name.text)) return;
    mutate(node, tree, replace);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return mutants;
}

function mutate(node: ts.Node, tree: ts.SourceFile, replace: (node: ts.Node, by: string, what: string) => void): void {
  if (ts.isIfStatement(node)) {
    replace(node.expression, "true", "always");
    // What is there by the types of the whole, and only has to be said to the compiler.
    if (!isGuard(node.expression)) replace(node.expression, "false", "never");
  } else if (ts.isConditionalExpression(node)) {
    replace(node.condition, "true", "always");
    replace(node.condition, "false", "never");
  } else if (ts.isBinaryExpression(node)) {
    const by = OPERATORS[node.operatorToken.kind];
    if (by !== undefined) replace(node.operatorToken, by, `${node.operatorToken.getText(tree)} becomes ${by}`);
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    replace(node, node.operand.getText(tree), "not left out");
  } else if (ts.isExpressionStatement(node)) {
    replace(node, ";", "left out");
  } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const by = METHODS[node.expression.name.text];
    if (by !== undefined) replace(node.expression.name, by, `${node.expression.name.text} becomes ${by}`);
  } else if (ts.isArrayLiteralExpression(node) && node.elements.length > 1) {
    for (const element of node.elements) {
      const rest = node.elements.filter((one) => one !== element).map((one) => one.getText(tree));
      replace(node, `[${rest.join(", ")}]`, `${element.getText(tree).slice(0, 40)} left out of`);
    }
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
    replace(node, "false", "true becomes false");
  } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
    replace(node, "true", "false becomes true");
  }
}

function isGuard(condition: ts.Expression): boolean {
  return ts.isPrefixUnaryExpression(condition) && ts.isIdentifier(condition.operand);
}
