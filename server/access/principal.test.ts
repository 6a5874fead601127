import { expect, test } from "vitest";
import { localPrincipal, nobody, streamOwner } from "./principal.ts";

const ana = { kind: "person", subject: "7", name: "Ana", may: [] } as const;

test("live streams are counted by person or token once somebody signed in, else by address", () => {
  expect(streamOwner(ana, "10.0.0.1")).toBe(streamOwner(ana, "10.0.0.2"));
  expect(streamOwner(ana, "10.0.0.1")).not.toBe(streamOwner({ ...ana, subject: "8" }, "10.0.0.1"));
  expect(streamOwner(ana, "10.0.0.1")).not.toBe(streamOwner({ ...ana, kind: "token" }, "10.0.0.1"));
  for (const unnamed of [localPrincipal, nobody]) {
    expect(streamOwner(unnamed, "10.0.0.1")).toBe("10.0.0.1");
    expect(streamOwner(unnamed, null)).toBeNull();
  }
});
