import { expect, test } from "vitest";
import { ownPath } from "./own-path.ts";

test("a page of this console keeps its filter and its place", () => {
  for (const path of [
    "/",
    "/messages?filter=queue%3Aorders.dlq+age%3A%3E1h&sort=asc",
    "/groups/12#notes",
    "/messages/7?tab=payload",
    "/messages?filter=%2F%2Fevil",
  ])
    expect(ownPath(path)).toBe(path);
});

test.each([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/\\/evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "https:evil.example",
  "https://evil.example",
  "http:/evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "evil.example",
  "@evil.example",
  "",
  null,
  undefined,
  "/\u0000",
  "/api/audit/export?format=csv",
  "/api",
  "/sign-in?to=/sign-in",
  "/setup",
])("%j leads to the overview", (path) => expect(ownPath(path)).toBe("/"));

test("what is left encoded stays a path of this host", () => {
  for (const path of ["/%2F%2Fevil.example", "/%5Cevil.example", "/%09/evil.example", "/messages/..%2f..%2fevil"]) {
    const { origin } = new URL(ownPath(path), "https://redrive.example");
    expect(origin).toBe("https://redrive.example");
  }
});
