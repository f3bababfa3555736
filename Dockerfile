# Two stages: the first builds an environment from the hashed lock, the second only carries it.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/news-monitor
COPY requirements.lock ./
RUN /opt/news-monitor/bin/python -m pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
RUN /opt/news-monitor/bin/python -m pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/news-monitor --create-home news-monitor
COPY --from=build /opt/news-monitor /opt/news-monitor
COPY --chown=root:root config /etc/news-monitor
# With a build argument REDIS_URL alerts go there, else to the embedded server in the container.
ARG REDIS_URL=
RUN if [ -n "$REDIS_URL" ]; then sed -i "s#url: null#url: \"$REDIS_URL\"#" /etc/news-monitor/monitor.yaml; fi
# The state lives in a volume, not beside the configuration.
RUN sed -i 's#^state_dir:.*#state_dir: /var/lib/news-monitor#' /etc/news-monitor/monitor.yaml \
 && sed -i 's#listen: "127.0.0.1:8686"#listen: "0.0.0.0:8686"#' /etc/news-monitor/monitor.yaml
ENV PATH=/opt/news-monitor/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
VOLUME /var/lib/news-monitor
EXPOSE 8686
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
  ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8686/livez', timeout=4)"]
ENTRYPOINT ["news-monitor"]
CMD ["run", "-c", "/etc/news-monitor/monitor.yaml"]
