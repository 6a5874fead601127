import { existsSync, readdirSync, readFileSync } from "node:fs";
import { NextRequest } from "next/server";
import { expect, test, vi } from "vitest";
import { config, proxy } from "../proxy.ts";

vi.mock("../server/trpc/request.ts", () => ({ readConfigOnce: () => ({ http: { url: "http://127.0.0.1:4400", port: 4400, tls: null } }) }));

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose?: string }[];
}

/** Width and height stand at the start of every PNG. */
function sizeOf(path: string): string {
  const bytes = readFileSync(`public${path}`);
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test("a phone finds icons of the sizes that the manifest says, one of them maskable", () => {
  const { icons } = JSON.parse(readFileSync("public/manifest.webmanifest", "utf8")) as Manifest;
  expect(icons.map(({ src }) => sizeOf(src))).toEqual(icons.map(({ sizes }) => sizes));
  expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? "any"}`)).toEqual(["192x192 any", "512x512 any", "512x512 maskable"]);
});

test("what the pages' head names is there", () => {
  const named = readFileSync("app/layout.tsx", "utf8").match(/(?<=")\/[\w-]+\.\w+(?=")/g) ?? [];
  expect(named).toEqual(["/manifest.webmanifest", "/icon.svg", "/apple-touch-icon.png"]);
  expect(named.filter((path) => !existsSync(`public${path}`) && !existsSync(`app${path}`))).toEqual([]);
  expect(sizeOf("/apple-touch-icon.png")).toBe("180x180");
});

test.each(readdirSync("public"))("%s is served under the console's own names only", (file) => {
  const status = (host: string) => proxy(new NextRequest(`http://127.0.0.1:4400/${file}`, { headers: { host } })).status;
  expect(`/${file}`).toMatch(new RegExp(`^${config.matcher[0]}$`));
  expect({ own: status("127.0.0.1:4400"), foreign: status("evil.example:4400") }).toEqual({ own: 200, foreign: 403 });
});
