import { expect, test } from "vitest";
import { maskConfig } from "./mask.ts";
import { readConfig } from "./read.ts";

/** A file with one application, as it is read. */
const read = (database: string, more = "") =>
  readConfig(`applications:\n  orders:\n    database: ${JSON.stringify(database)}\n${more}`, "redrive.yaml", {});

test("the engine is the scheme's; a table of MySQL may have dots in its name", () => {
  const table = "    tables:\n      - { kind: processed, table: shop.cap.received, eventId: Id }\n";
  const [mysql] = read("mariadb://u:s3cret@db/shop", table).applications;
  expect(mysql).toMatchObject({ engine: "mysql", tables: [{ schema: "shop", table: "cap.received" }] });
  expect(read("postgres://u@db/shop", table).applications[0]).toMatchObject({
    engine: "postgres",
    tables: [{ schema: "shop", table: "cap.received" }],
  });
});

test.each([
  ["sqlserver://db;user=sa;password=s3cret", "must be a URL that begins with postgres://"],
  ["mysql://u:s3cret@db", "must name one database"],
  ["mysql://u:s3cret@db/shop?socketPath=/x", '"socketPath" is not known'],
  ["mysql://u:s3cret@169.254.169.254/shop", "must not be a link-local address"],
  ["mysql://u:s3cret@0xa9fea9fe/shop", "must not be a link-local address"],
  ["postgres://u:s3cret@2852039166/shop", "must not be a link-local address"],
  ["postgres://u:s3cret%zz@db/shop", "has a % that no two hexadecimal digits follow"],
  ["postgresql://u:s3cret%ff@db/shop", "has a % that no two hexadecimal digits follow"],
])("%s: %s", (database, problem) => {
  expect(() => read(database)).toThrow(problem);
  expect(() => read(database)).not.toThrow("s3cret");
});

test("a source of jobs and Redrive's own database are refused so, too", () => {
  const address = "postgres://u:s3cret%zz@db/shop";
  for (const file of [`sources:\n  jobs: { kind: job-table, database: "${address}", preset: river }\n`, `database: "${address}"\n`]) {
    expect(() => readConfig(file, "redrive.yaml", {})).toThrow("has a % that no two hexadecimal digits follow");
    expect(() => readConfig(file, "redrive.yaml", {})).not.toThrow("s3cret");
  }
  expect(read("postgres://u:100%25@db/shop").applications).toHaveLength(1);
});

test.each([
  "postgres://u:s3cret@db/shop?sslmode=require&password=s3cret",
  "mysql://u:s3cret@db/shop?ssl-mode=verify_ca&ssl-ca=/s3cret.pem",
])("settings show %s without what is secret", (database) => {
  const shown = JSON.stringify(maskConfig(read(database)));
  expect(shown).toContain("@db/shop");
  expect(shown).not.toContain("s3cret");
});

test("what some drivers take after a semicolon is masked, too", () => {
  const config = read("postgres://u@db/shop");
  const [first] = config.applications;
  const shown = JSON.stringify(
    maskConfig({ ...config, applications: [{ ...first, databaseUrl: "sqlserver://db;user=sa;password=s3cret" }] } as typeof config),
  );
  expect(shown).not.toContain("s3cret");
});

test("evidence needs no database; its headers and the query of its address are secrets; metadata is not asked", () => {
  const of = (url: string) =>
    readConfig(
      `applications: { orders: { evidence: { url: "${url}", headers: { authorization: "Bearer s3cret" } } } }`,
      "redrive.yaml",
      {},
    );
  const config = of("https://orders.internal/evidence?key=s3cret");
  expect(config.applications[0]).toMatchObject({ databaseUrl: null, evidence: { sends: { authorization: "Bearer s3cret" } } });
  expect(JSON.stringify(maskConfig(config))).not.toContain("s3cret");
  expect(JSON.stringify(maskConfig(config))).toContain("orders.internal/evidence");
  expect(() => of("http://169.254.169.254/latest")).toThrow("must not be a link-local address");
  expect(() => readConfig("applications: { orders: {} }", "redrive.yaml", {})).toThrow("must have a database or evidence");
});
