import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { annotate } from "./annotate.ts";
import { annotateInput } from "./input.ts";
import { listAnnotations } from "./list.ts";

test("a note stands at its time, says who made it, and is audited", async () => {
  const ctx = testContext(await testDatabase());
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  await annotate(ctx, annotateInput.parse({ text: " deploy 42 " }));
  await annotate(ctx, annotateInput.parse({ text: "deploy 41", at: hourAgo }));
  const listed = await listAnnotations(ctx, { since: new Date(Date.now() - 7_200_000).toISOString() });
  expect(listed).toMatchObject([
    { text: "deploy 41", at: new Date(hourAgo), by: { name: "test" } },
    { text: "deploy 42", by: { name: "test" } },
  ]);
  expect(await listAnnotations(ctx, { since: new Date(Date.now() - 1_800_000).toISOString() })).toHaveLength(1);
  const audit = await ctx.sql`select permission, subject from audit order by id`;
  expect(audit).toEqual([
    { permission: "annotation.make", subject: "note “deploy 42”" },
    { permission: "annotation.make", subject: "note “deploy 41”" },
  ]);
});

test("a note of what is to come, an empty and a long one are refused", async () => {
  const ctx = testContext(await testDatabase());
  await expect(annotate(ctx, { text: "deploy", at: new Date(Date.now() + 3_600_000).toISOString() })).rejects.toThrow(
    "A note is about what has happened: its time must not lie ahead.",
  );
  expect(annotateInput.safeParse({ text: "  " }).success).toBe(false);
  expect(annotateInput.safeParse({ text: "x".repeat(201) }).success).toBe(false);
  expect(await ctx.sql`select id from annotations`).toEqual([]);
});
