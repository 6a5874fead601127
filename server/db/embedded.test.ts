import { expect, test } from "vitest";
import { startEmbedded } from "./embedded.ts";

test("where the folder cannot be made, as on a read-only root, it says what to do", async () => {
  await expect(startEmbedded("package.json/postgres")).rejects.toThrow(
    /package\.json\/?.* cannot be made \(E\w+\)\. Allow that, or set DATABASE_URL to a Postgres 15 or newer\.$/,
  );
});
