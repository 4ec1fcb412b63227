# OpModel in a container: one process, which uses one core. compose.yaml runs two of them; docs/running.md explains.

FROM python:3.13-slim-trixie AS packages
WORKDIR /opmodel
# The packages first, so that a change of ours does not fetch them again. Every one is checked against its locked hash.
COPY requirements.lock pyproject.toml ./
COPY deploy/runtime_lock.py deploy/
RUN python deploy/runtime_lock.py setuptools > /runtime.lock \
 && python -m venv .venv \
 && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /runtime.lock
COPY . .
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e . \
 && .venv/bin/python -m compileall -q app.py opmodel pages

FROM python:3.13-slim-trixie
# pg_dump and pg_restore, for `opmodel backup` of a PostgreSQL store; the same major version as compose.yaml's database.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin opmodel \
 && install --directory --owner=opmodel --mode=700 /backups
COPY --from=packages /opmodel /opmodel
WORKDIR /opmodel
ENV PATH="/opmodel/.venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    OPMODEL_LOG_FORMAT=json \
    OPMODEL_PORT=8501
USER opmodel
EXPOSE 8501
VOLUME /backups
# The start takes the time of the migrations; /readyz answers 200 once pages can be served, and says why not until then.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD python -c "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['OPMODEL_PORT'] + '/readyz', timeout=4)"
CMD ["sh", "-c", "exec opmodel serve --host 0.0.0.0 --port $OPMODEL_PORT"]
