# The image of benchd: `docker build --tag benchd .`, or `make image` from a program that is built already.
FROM swift:6.3-bookworm AS build
WORKDIR /benchd
COPY . .
RUN scripts/setup build
RUN swift build -c release --static-swift-stdlib --product benchd
RUN packaging/image-root .build/release/benchd /image

FROM scratch
COPY --from=build /image/root /
COPY --from=build --chown=65532:65532 /image/volumes /
ENV BENCHD_INBOX=/inbox BENCHD_DATA=/data BENCHD_TEMPLATES=/usr/share/benchd/templates PORT=8000
USER 65532:65532
WORKDIR /data
VOLUME ["/inbox", "/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=1m CMD ["/usr/bin/benchd", "ping"]
ENTRYPOINT ["/usr/bin/benchd"]
CMD ["serve"]
