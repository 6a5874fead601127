import { relative } from "node:path";
import {
  type Node,
  type SourceFile,
  type TaggedTemplateExpression,
  isCallExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isTaggedTemplateExpression,
} from "typescript/unstable/ast";
import { API, type Checker, ElementFlags, type Type, type TypeReference, TypeFlags } from "typescript/unstable/sync";
import { readShape } from "./read-shape.ts";
import { membersOf, type Shape } from "./shape.ts";
import { keyOf, type Statement } from "./statement.ts";

/**
 * Reads all statements with a row type in the files that `wanted` takes (paths from the root of the project, "server/groups/list.ts"). Statements whose
 * rows are `any`, such as fragments, are left out. Throws on `sql.unsafe<Row[]>()`, whose rows nothing can check.
 */
export function readStatements(wanted: (path: string) => boolean): readonly Statement[] {
  const root = process.cwd();
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProject: "tsconfig.json" }).getProjects();
    if (!project) throw new Error("TypeScript opened no project for tsconfig.json.");
    const { program, checker } = project;
    return program.getSourceFileNames().flatMap((name) => {
      const path = relative(root, name);
      if (!wanted(path)) return [];
      const file = program.getSourceFile(name);
      return file ? readFile(checker, file, path) : [];
    });
  } finally {
    api.close();
  }
}

function readFile(checker: Checker, file: SourceFile, path: string): readonly Statement[] {
  const statements: Statement[] = [];
  const visit = (node: Node): void => {
    const at = () => `${path}:${file.text.slice(0, node.getStart(file)).split("\n").length}`;
    if (isTaggedTemplateExpression(node)) {
      const rows = rowsOf(checker, node);
      if (rows) statements.push({ at: at(), key: keyOf(textsOf(node)), ...readRows(checker, rows) });
    } else if (
      isCallExpression(node) &&
      node.typeArguments &&
      isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === "unsafe"
    )
      throw new Error(`${at()}: rows of unsafe() cannot be checked; write the statement as a template.`);
    node.forEachChild(visit);
  };
  visit(file);
  return statements;
}

function textsOf({ template }: TaggedTemplateExpression): readonly string[] {
  return isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map((span) => span.literal.text)];
}

/** The type of the rows of a statement, said or inferred; null: it is none of postgres.js, or its rows are `any`. */
function rowsOf(checker: Checker, node: TaggedTemplateExpression): Type | null {
  const type = checker.getTypeAtLocation(node);
  if (type?.getSymbol()?.name !== "PendingQuery") return null;
  const [rows] = checker.getTypeArguments(type as TypeReference);
  if (!rows || rows.flags & TypeFlags.Any) return null;
  const [row] = checker.getTypeArguments(rows as TypeReference);
  return row?.getSymbol()?.name === "Row" && checker.getIndexInfosOfType(row).length > 0 && checker.getPropertiesOfType(row).length === 0
    ? null
    : rows;
}

function readRows(checker: Checker, rows: Type): Pick<Statement, "row" | "fewest" | "most"> {
  const shape = readShape(checker, rows);
  if (shape.is !== "array") throw new Error(`${checker.typeToString(rows)} is no array of rows.`);
  const row: Shape = { is: "union", of: membersOf(shape.of).filter(({ is }) => is !== "undefined") };
  const tuple = rows.isTypeReference() ? rows.getTarget() : null;
  if (!tuple?.isTupleType()) return { row, fewest: 0, most: null };
  return { row, fewest: tuple.elementFlags.filter((flags) => flags & ElementFlags.Required).length, most: tuple.elementFlags.length };
}
