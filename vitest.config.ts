import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const services = {
  pool: "forks" as const,
  globalSetup: "server/testing/rows/read-once.ts",
  setupFiles: "server/testing/rows/watch-results.ts",
  // They mostly wait for brokers. Each file has its own database, virtual host, queues and topics.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  // Vitest wants projects with other numbers of workers in groups of their own.
  sequence: { groupOrder: 1 },
  testTimeout: 60_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{server,app,components,bench}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.{db,broker,crash}.test.ts", "**/node_modules/**"],
          // Pure functions leave nothing behind: a fresh module graph a file would be two thirds of the time.
          isolate: false,
          // Those that read a lot compete with other parts of a run.
          testTimeout: 60_000,
        },
      },
      { test: { name: "db", include: ["server/**/*.db.test.ts"], ...services } },
      { test: { name: "broker", include: ["server/**/*.broker.test.ts"], ...services } },
      { test: { name: "crash", include: ["server/**/*.crash.test.ts"], ...services, testTimeout: 300_000 } },
    ],
  },
});
