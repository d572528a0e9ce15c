# One image for the web process and the workers; the compose file says which runs what.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production SOHOA_HOME=/data
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN mkdir /data && chown node:node /data && ln -s /app/dist/src/cli/main.js /usr/local/bin/sohoa && chmod +x /app/dist/src/cli/main.js
USER node
VOLUME /data
ENTRYPOINT ["sohoa"]
CMD ["work"]
