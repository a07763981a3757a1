# For instructors on macOS and Windows: everything that isolates submissions is Linux. How to use it: docs/isolation.md.
FROM node:22-bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends bubblewrap util-linux python3-nbclient \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /homework
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# An ordinary user: the isolation needs no root.
RUN chown -R node:node /homework
USER node
ENTRYPOINT ["npm", "run"]
CMD ["doctor"]
