# Countinghouse: one static binary, no shell, not root, all state in /data.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /countinghouse ./cmd/countinghouse \
 && mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /countinghouse /countinghouse
COPY --from=build --chown=nonroot:nonroot /data /data
VOLUME /data
EXPOSE 8080
ENV COUNTINGHOUSE_DATA=/data COUNTINGHOUSE_LISTEN=:8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/countinghouse", "health"]
ENTRYPOINT ["/countinghouse"]
CMD ["serve"]
