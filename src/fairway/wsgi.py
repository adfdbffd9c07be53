"""The WSGI application a web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.settings")

application = get_wsgi_application()


def _load_pages() -> None:
    """Load every page and language when the server starts, not when the first visitor waits for one."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils.translation import override

    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("health")


_load_pages()
