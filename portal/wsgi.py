"""The WSGI application, for gunicorn or any other server."""

import os

from django.core.wsgi import get_wsgi_application

from portal.memory import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
collect_rarely()
