# The image that runs the portal: the web server by default, `python manage.py worker` for the worker. See compose.yaml.

FROM node:20.20.2-bookworm-slim AS styles
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY static static
RUN npm run build

FROM python:3.11.15-slim-bookworm AS packages
COPY requirements.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11.15-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    VAR_DIR=/app/var \
    MEDIA_ROOT=/media \
    ERASURE_LEDGER=/ledger/erasures.jsonl
# The portal can write its own folders and nothing else.
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /app/var /media /ledger
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=styles /build/static/build static/build
# Settings are checked at every start; these are made up for this one command and are not kept in the image.
RUN random() { python -c 'import secrets; print(secrets.token_urlsafe(48))'; } \
    && SECRET_KEY="$(random)" FIELD_KEYS="$(random)" ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid \
       python manage.py collectstatic --noinput \
    && python -m compileall -q .
USER 10001:10001
EXPOSE 8000
# Says it is the site and that it came by HTTPS, as the proxy does: any other request is refused or redirected.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import os, urllib.request as web; host = os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.'); web.urlopen(web.Request('http://127.0.0.1:8000/health/live', headers={'Host': host, 'X-Forwarded-Proto': 'https'}), timeout=4)"]
# WEB_CONCURRENCY sets the number of processes. No access log: addresses and paths of families are not ours to keep.
# Loaded once before the processes: a wrong variable ends the start with its sentence, and is not tried again for ever.
CMD ["gunicorn", "portal.wsgi:application", "--preload", "--bind=0.0.0.0:8000", "--threads=256", "--worker-tmp-dir=/dev/shm", "--max-requests=5000", "--max-requests-jitter=500", "--limit-request-line=8190", "--no-control-socket"]
