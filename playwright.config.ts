import { defineConfig } from "@playwright/test";

/** Each worker brings up a stack of its own (e2e/support/stack.ts) on the servers that `npm test` names. */
export default defineConfig({
  testDir: "e2e",
  timeout: 150_000,
  expect: { timeout: 15_000 },
  workers: "50%",
  reporter: [["list"], ["json"]],
  use: {
    launchOptions: {
      executablePath: process.env["REDRIVE_CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    screenshot: "only-on-failure",
    trace: "off",
  },
});
