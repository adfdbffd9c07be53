"""The WSGI application a web server loads."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # pages load when the server starts, not when the first visitor waits for one
