import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { describeForEditors, describeFile, type JsonSchema } from "./json-schema.ts";
import { readConfig } from "./read.ts";
import { editorFile, readSections, referenceFile, writeReference } from "./reference.ts";

const renew = "is out of date: npm run reference";
const ajv = new Ajv({ strict: false });
const editor = ajv.compile(describeForEditors());
const accepts = (yaml: string) => editor(parse(yaml));
const env = new Proxy({}, { get: (_all, name) => (String(name).endsWith("_URL") ? "postgres://db/redrive" : "s3cret") });

test("the reference and the schema for editors are those of the schema that checks the file", () => {
  expect(readFileSync(referenceFile, "utf8"), `${referenceFile} ${renew}`).toBe(writeReference());
  expect(JSON.parse(readFileSync(editorFile, "utf8")), `${editorFile} ${renew}`).toEqual(JSON.parse(JSON.stringify(describeForEditors())));
});

test("every key has a description that is a sentence, and every section", () => {
  for (const { title, text, rows } of readSections()) {
    if (title !== "## Top level") expect(text, title).toMatch(/\.$/);
    for (const { key, meaning } of rows) expect(meaning, `${title}: describe ${key} beside it in the schema`).toMatch(/^\S.*\.$/);
  }
});

test("every key of the file is in the reference", () => {
  const told = readSections().flatMap(({ rows }) => rows.map(({ key }) => key.split(".").at(-1)?.replace("[]", "")));
  const keys = (schema: JsonSchema): readonly string[] => [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, one]) => [key, ...keys(one as JsonSchema)]),
    ...[schema.items, schema.additionalProperties].flatMap((one) => (typeof one === "object" ? keys(one as JsonSchema) : [])),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(keys),
  ];
  const sections = [
    "http",
    "outbound",
    "signIn",
    "access",
    "replay",
    "retention",
    "metrics",
    "traces",
    "alerts",
    "channels",
    "owners",
    "downstreams",
    "applications",
  ];
  expect([...new Set(keys(describeFile()))].filter((key) => !told.includes(key) && !sections.includes(key))).toEqual([]);
});

test("every example and default is what its key takes", () => {
  const check = (schema: JsonSchema, path: string): void => {
    const { examples = [], default: fallback, ...form } = schema;
    for (const value of [...examples, ...(fallback === undefined ? [] : [fallback])])
      if (!/\$\{/.test(JSON.stringify(value))) expect(ajv.validate(form, value), `${path}: ${JSON.stringify(value)}`).toBe(true);
    for (const [key, one] of Object.entries(schema.properties ?? {})) check(one as JsonSchema, `${path}.${key}`);
    for (const one of [schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
      if (typeof one === "object") check(one as JsonSchema, path);
  };
  check(describeFile(), "");
});

/** Indented blocks and fences of a page that are a whole configuration. */
function configsOf(page: string): readonly string[] {
  const blocks = page.match(/(?:^ {4}.*\n|^\n)+/gm) ?? [];
  return blocks
    .map((block) => block.replaceAll(/^ {4}/gm, ""))
    .filter((block) => /^(?:sources|environment|http|downstreams|outbound):/m.test(block.trimStart()));
}

test.each(["README.md", "docs/guide/breakers.md", "redrive.example.yaml"])(
  "%s: what it shows is accepted, by the start and in an editor",
  (file) => {
    const text = readFileSync(file, "utf8");
    const shown = file.endsWith(".md") ? configsOf(text) : [text];
    expect(shown.length).toBeGreaterThan(0);
    for (const yaml of shown) {
      expect(() => readConfig(yaml, file, env)).not.toThrow();
      expect([accepts(yaml), editor.errors]).toEqual([true, null]);
    }
  },
);

const kafka = 'sources: { Shop_EU: { kind: kafka, brokers: ["${KAFKA_HOST}:9092"]';

test.each([
  ["http: { port: '${PORT:-4400}' }"],
  ["replay: { limit: '${LIMIT:-3}', observeSeconds: '${SECONDS:-90}' }"],
  ["retention: { settledDays: '${DAYS:-30}' }"],
  ["retention: { settledDays: '${DAYS:-null}' }"],
  ["environment: { name: eu, tone: '${TONE:-staging}' }"],
  [`${kafka}, tls: "\${TLS:-true}" } }`],
  [`${kafka}, tls: { ca: /ca.pem }, queues: [{ name: a, capture: "\${HOW:-watch}" }] } }`],
  ["signIn: { accounts: '${ACCOUNTS:-true}', hours: '${HOURS:-8.5}' }"],
  ["signIn: { proxy: { from: [10.0.0.0/8], userHeader: X-User, secretHeader: X-Secret, secret: '${LONG:-q8Vw2rT5yLx0Zk7Bn4Mj9Hd1}' } }"],
])("a variable may stand in any value: %s", (yaml) => {
  expect(() => readConfig(yaml, "redrive.yaml", { KAFKA_HOST: "kafka-1" })).not.toThrow();
  expect([accepts(yaml), editor.errors]).toEqual([true, null]);
});

test("what a variable holds is read as the key needs it: digits stay a password", () => {
  const config = readConfig(
    'replay: { limit: "${LIMIT}" }\nsources:\n  k: { kind: kafka, brokers: [k:1], sasl: { mechanism: plain, username: u, password: "${PASSWORD}" } }',
    "redrive.yaml",
    { LIMIT: "7", PASSWORD: "007" },
  );
  expect([config.replayLimit, config.sources[0]]).toMatchObject([7, { sasl: { password: "007" } }]);
});

test.each([
  ["nonsense: 1"],
  ["http: { prot: 4400 }"],
  ["http: { port: four }"],
  ["http: { port: 70000 }"],
  ["http: { port: '' }"],
  ["replay: { limit: 0 }"],
  ["replay: { limit: true }"],
  ["database: mysql://db/redrive"],
  ["environment: { name: eu, tone: red }"],
  ["sources: { a: { kind: carrier-pigeon } }"],
  ["sources: { a: { kind: memory } }"],
  ["sources: { a: { kind: sqs } }"],
  ["sources: { a: { kind: sqs, region: eu, brokers: [k:1] } }"],
  ["sources: { a b: { kind: sqs, region: eu } }"],
  ["sources: { a: { kind: sqs, region: eu, capture: mirror } }"],
  ["sources: { a: { kind: sqs, region: eu, queues: [{ name: q, captur: take }] } }"],
  ["sources: { a: { kind: kafka, brokers: [kafka-1] } }"],
  ["sources: { a: { kind: rabbitmq, url: 'http://h' } }"],
  ["sources: { a: { kind: rabbitmq, url: 'amqp://h', tls: { caa: /x } } }"],
])("an editor marks what the start refuses: %s", (yaml) => {
  if (!yaml.includes("memory")) expect(() => readConfig(yaml, "redrive.yaml", {})).toThrow();
  expect(accepts(yaml)).toBe(false);
});
