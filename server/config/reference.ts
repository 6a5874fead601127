import { stringify } from "yaml";
import { describeFile, describeForEditors, type JsonSchema, kindOf } from "./json-schema.ts";

/** One key of redrive.yaml, as the reference shows it. */
export interface Row {
  /** Its path within its section: `oidc.issuer`, `grants[].role`, `roles.<name>.may`. */
  readonly key: string;
  readonly mayBe: string;
  /** "required" where it may not be left out; "" where leaving it out is what its meaning says. */
  readonly fallback: string;
  /** "" where the schema has no description. */
  readonly meaning: string;
  readonly example: string;
}

interface Section {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly Row[];
}

export const referenceFile = "docs/guide/configuration.md";
export const editorFile = "redrive.schema.json";

const head = `# Configuration

Redrive reads \`redrive.yaml\` in the folder where it starts; the environment variable \`REDRIVE_CONFIG\` names another file. Unknown keys and bad values are
refused at the start with file, line, what is wrong and what is allowed. \`npm run check-config\` says the same without starting anything.

\`\${NAME}\` takes a variable of the environment, \`\${NAME:-x}\` has a default. Both may stand in any value, also where a number or a boolean is expected.

Editors with the YAML language server complete and check the file by this line at its top:

    # yaml-language-server: $schema=./redrive.schema.json

The environment variables of the process itself:

| variable         | meaning                                                    |
| ---------------- | ---------------------------------------------------------- |
| \`REDRIVE_CONFIG\` | path of the configuration; without it \`redrive.yaml\`       |
| \`DATABASE_URL\`   | Postgres, where \`database\` is left out                     |
| \`PORT\`           | port of the console, instead of \`http.port\`                |
| \`REDRIVE_ROLE\`   | \`all\` (console and worker, the default), \`web\` or \`worker\` |

The tables are made from the schema that checks the file (\`npm run reference\`).`;

/** docs/guide/configuration.md: a table for each section of redrive.yaml, and one for each kind of source. */
export function writeReference(): string {
  const sections = readSections().flatMap(({ title, text, rows }) => [title, text, ...(rows.length > 0 ? [table(rows)] : [])]);
  return `${[head, ...sections].join("\n\n")}\n`;
}

export function writeEditorSchema(): string {
  return `${JSON.stringify(describeForEditors(), null, 2)}\n`;
}

/** What the reference is made of; the test that no description is missing reads it too. */
export function readSections(): readonly Section[] {
  const { properties = {}, required } = describeFile();
  const all = Object.entries(properties).map(([key, schema]) => ({ key, schema: schema as JsonSchema }));
  const single = all.filter(({ key, schema }) => key !== "channels" && (below(schema).length === 0 || schema.anyOf));
  const top: Section = {
    title: "## Top level",
    text: "The sections below stand beside these keys.",
    rows: single.flatMap(({ key, schema }) => rowsOf(key, schema, required?.includes(key) ?? false)),
  };
  const ofKinds = ["sources", "channels"];
  const mappings = all.filter(({ key, schema }) => !ofKinds.includes(key) && !single.some((one) => one.schema === schema));
  const sections = mappings.flatMap(({ key, schema }) => [
    {
      title: `## ${code(key)}`,
      text: schema.description ?? "",
      rows: below(schema).flatMap((inner) => rowsOf(inner.key, inner.schema, inner.required)),
    },
    ...(key === "alerts" ? ruleSections(schema) : []),
    ...(key === "downstreams" ? readingSections(schema) : []),
  ]);
  return [
    top,
    ...sections,
    ...channelSections(properties["channels"] as JsonSchema),
    ...sourceSections(properties["sources"] as JsonSchema),
  ];
}

/** What an entry of `queues` shares with its source is told once. */
function sourceSections(sources: JsonSchema): readonly Section[] {
  return [
    { title: "## `sources`", text: sources.description ?? "", rows: [] },
    ...kindSections(sources.additionalProperties as JsonSchema, {
      every: {
        title: "### Every source",
        text: "An entry of `queues` that is a mapping may hold each of these keys too, except `queues` itself. It then counts for that entry in place of the source's; categories and downstreams come before those of the source.",
      },
      each: (kind) => `Keys of a source with ${kind}, beside those of every source.`,
    }),
  ];
}

interface KindTexts {
  readonly every: Pick<Section, "title" | "text">;
  readonly each: (kind: string, schema: JsonSchema) => string;
}

/** Entries of several kinds: what all kinds share is told once. */
function kindSections(entry: JsonSchema, { every, each }: KindTexts): readonly Section[] {
  const kinds = (entry.oneOf ?? []).map((schema) => {
    const rows = below(schema).flatMap(({ key, schema: inner, required }) => rowsOf(key, inner, required));
    return { kind: kindOf(schema.properties), schema, rows: rows.filter((row) => !isRepeated(row, rows)) };
  });
  const inAll = (row: Row) => kinds.every(({ rows }) => rows.some((other) => JSON.stringify(other) === JSON.stringify(row)));
  const first = kinds.length > 1 ? (kinds[0]?.rows ?? []) : [];
  // A key within a mapping stands where the mapping does.
  const shared = first.filter((row) => inAll(row) && first.every((outer) => !row.key.startsWith(`${outer.key}.`) || inAll(outer)));
  return [
    ...(shared.length > 0 ? [{ ...every, rows: shared }] : []),
    ...kinds.map(({ kind, schema, rows }) => ({
      title: `### ${code(kind)}`,
      text: each(code(`kind: ${kind}`), schema),
      rows: rows.filter(({ key }) => !shared.some((row) => row.key === key)),
    })),
  ];
}

function ruleSections(alerts: JsonSchema): readonly Section[] {
  const { rules } = alerts.properties ?? {};
  return kindSections((rules as JsonSchema).additionalProperties as JsonSchema, {
    every: { title: "### Every rule", text: "Keys of every entry of `rules`." },
    each: (kind, { description = "" }) => `A rule with ${kind}. ${description}`,
  });
}

function readingSections(downstreams: JsonSchema): readonly Section[] {
  const { readings } = (downstreams.additionalProperties as JsonSchema).properties ?? {};
  return kindSections((readings as JsonSchema).items as JsonSchema, {
    every: { title: "### Every reading", text: "Keys of every entry of `readings`." },
    each: (kind, { description = "" }) => `A reading with ${kind}. ${description}`,
  });
}

function channelSections(channels: JsonSchema): readonly Section[] {
  return [
    { title: "## `channels`", text: channels.description ?? "", rows: [] },
    ...kindSections(channels.additionalProperties as JsonSchema, {
      every: { title: "### Every channel", text: "Keys of every channel." },
      each: (kind, { description }) => `A channel with ${kind}. ${description ?? ""}`.trim(),
    }),
  ];
}

const inQueues = "queues[].";

function isRepeated(row: Row, rows: readonly Row[]): boolean {
  if (!row.key.startsWith(inQueues)) return false;
  return rows.some(({ key, mayBe, meaning }) => inQueues + key === row.key && mayBe === row.mayBe && meaning === row.meaning);
}

interface Inner {
  readonly key: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

function rowsOf(key: string, schema: JsonSchema, required: boolean): readonly Row[] {
  const row: Row = {
    key,
    mayBe: formOf(schema),
    fallback: required ? "required" : defaultOf(schema),
    meaning: schema.description ?? "",
    example: schema.examples?.[0] === undefined ? "" : code(inline(schema.examples.at(-1))),
  };
  return [row, ...below(schema).flatMap((inner) => rowsOf(key + inner.key.replace(/^(?!\[)/, "."), inner.schema, inner.required))];
}

/** The keys directly in a mapping, in the entries of a list, or in either form of a union. */
function below(schema: JsonSchema): readonly Inner[] {
  const ofProperties = Object.entries(schema.properties ?? {}).map(([key, one]) => ({
    key,
    schema: one as JsonSchema,
    required: schema.required?.includes(key) ?? false,
  }));
  const ofNames =
    typeof schema.additionalProperties === "object"
      ? below(schema.additionalProperties).map((inner) => ({ ...inner, key: `<name>.${inner.key}` }))
      : [];
  const ofEntries = schema.items ? below(schema.items as JsonSchema).map((inner) => ({ ...inner, key: `[].${inner.key}` })) : [];
  return [...ofProperties, ...ofNames, ...ofEntries, ...(schema.anyOf ?? []).flatMap(below)];
}

function formOf(schema: JsonSchema): string {
  const { type, enum: values, const: only, anyOf, oneOf, items, minimum, maximum } = schema;
  if (oneOf) return "a mapping";
  if (anyOf) return anyOf.map(formOf).join(", or ");
  if (only !== undefined) return code(String(only));
  if (values) return values.map((value) => code(String(value))).join(", ");
  if (type === "boolean") return "`true`, `false`";
  if (type === "null") return "`null`";
  if (type === "integer") return `a whole number from ${minimum} to ${maximum}`;
  if (type === "number") return minimum === undefined && maximum === undefined ? "a number" : `a number from ${minimum} to ${maximum}`;
  if (type === "array") return `a list; each: ${formOf(items as JsonSchema)}`;
  if (type === "object") return schema.properties ? "a mapping" : "a mapping by name";
  return textForm(schema);
}

function textForm({ pattern, minLength = 0 }: JsonSchema): string {
  const protocols = /^\^\(([a-z|]+)\):\/\/$/.exec(pattern ?? "")?.[1];
  if (protocols)
    return protocols
      .split("|")
      .map((name) => code(`${name}://...`))
      .join(", ");
  return minLength > 1 ? `text of ${minLength} characters or more` : "text";
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined || JSON.stringify(value) === "{}" || JSON.stringify(value) === "[]") return "";
  return code(inline(value));
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trim();
}

function code(text: string): string {
  return `\`${text.replaceAll("|", String.raw`\|`)}\``;
}

function table(rows: readonly Row[]): string {
  const head = ["key", "what it may be", "default", "meaning", "example"];
  const cells = [head, ...rows.map((row) => [code(row.key), row.mayBe, row.fallback, row.meaning, row.example])];
  const widths = head.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const lines = cells.map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`);
  return [lines[0], `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...lines.slice(1)].join("\n");
}
