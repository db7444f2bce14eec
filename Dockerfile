# One image for the site, the worker and the clock; docker-compose.yml shows them together.
FROM node:20-bookworm-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    MINGZHANG_VAR=/var/lib/mingzhang MINGZHANG_LOG=json
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
       fonts-noto-cjk gettext \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY --from=front /app/node_modules ./node_modules
COPY . .
RUN useradd --system --create-home --home-dir /var/lib/mingzhang mingzhang \
    && msgfmt --check-format -o public/locale/en/LC_MESSAGES/django.mo public/locale/en/LC_MESSAGES/django.po \
    && MINGZHANG_STATIC=1 MINGZHANG_SECRET_KEY=build-only python manage.py collectstatic --no-input \
    && mkdir -p /var/lib/mingzhang/files && chown -R mingzhang /var/lib/mingzhang
ENV MINGZHANG_STATIC=1
USER mingzhang
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--timeout", "120", "--access-logfile", "-"]
