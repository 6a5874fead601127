import { defineConfig } from "vitest/config";

const services = { pool: "forks" as const, testTimeout: 60_000, hookTimeout: 180_000 };

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
        },
      },
      { test: { name: "db", include: ["server/**/*.db.test.ts"], ...services } },
      { test: { name: "broker", include: ["server/**/*.broker.test.ts"], ...services, fileParallelism: false } },
      { test: { name: "crash", include: ["server/**/*.crash.test.ts"], ...services, testTimeout: 180_000, fileParallelism: false } },
    ],
  },
});
