# The program alone, for CI: `docker run --rm -v "$PWD:/repository:ro" ouroboros check`.
# Nothing of a repository is run, so nothing but the program is needed; it runs as nobody in particular.
FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked --package ouroboros

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Ouroboros" \
      org.opencontainers.image.description="Holds a repository to its own architecture" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /source/target/dist/ouroboros /usr/local/bin/ouroboros
USER 10001:10001
WORKDIR /repository
ENTRYPOINT ["ouroboros"]
CMD ["check"]
