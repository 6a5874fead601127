FROM node:24-bookworm-slim AS build
WORKDIR /redrive
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node server/process/mend-driver.mjs && npx next build

FROM node:24-bookworm-slim
WORKDIR /redrive
COPY --from=build /redrive .
USER node
CMD ["node", "server/process/start.ts"]
