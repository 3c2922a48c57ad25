FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY src src
COPY connectors connectors
COPY db db
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The store's folder belongs to the user that runs, so that a new volume does too.
RUN install --directory --owner=node --mode=700 /data
USER node
ENV HOST=0.0.0.0 PORT=8787 DATABASE_PATH=/data/lockstep.db
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=5s CMD ["node", "-e", "fetch('http://127.0.0.1:8787/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/node.js"]
