# The bot with its model inside. No build step: tsx runs the sources.
FROM node:22-bookworm-slim AS dependencies
WORKDIR /inkling
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8484
WORKDIR /inkling
COPY --from=dependencies /inkling/node_modules ./node_modules
COPY package.json tsconfig.json LICENSE ./
COPY src ./src
COPY commands ./commands
COPY models ./models
RUN mkdir data && chown node:node data
USER node
VOLUME /inkling/data
EXPOSE 8484
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["node", "--import", "tsx", "src/main.ts"]
