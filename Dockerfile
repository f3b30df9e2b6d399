# The bot with its model inside: the built files and the packages of production, nothing else.
FROM node:22-bookworm-slim AS built
WORKDIR /inkling
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json build.ts ./
COPY src ./src
COPY commands ./commands
RUN npm run -s build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8484
WORKDIR /inkling
COPY --from=built /inkling/node_modules ./node_modules
COPY --from=built /inkling/dist ./dist
COPY package.json LICENSE ./
COPY models ./models
RUN mkdir data && chown node:node data
USER node
VOLUME /inkling/data
EXPOSE 8484
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["node", "dist/main.js"]
