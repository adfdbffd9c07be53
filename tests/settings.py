"""Settings for tests: a data folder of their own, quick passwords, jobs done at once."""

import os
import tempfile

os.environ.setdefault("FAIRWAY_DATA_DIR", tempfile.mkdtemp(prefix="fairway-tests-"))
os.environ.setdefault("FAIRWAY_SECRET_KEY", "only-for-tests-" * 4)
os.environ.setdefault("FAIRWAY_LOG_LEVEL", "error")

from fairway.settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # whitenoise warns of a missing folder
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
