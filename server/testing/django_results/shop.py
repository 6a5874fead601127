"""A shop whose Celery keeps its results by the real django-celery-results. It answers each line of its input, of which there is one, with ids by state."""

import json
import os
import sys
import threading
import time
from urllib.parse import urlparse

import django
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.core.management import call_command

url = urlparse(sys.argv[1])
postgres = {"ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "USER": url.username, "PASSWORD": url.password}
settings.configure(
    DATABASES={"default": {**postgres, "HOST": url.hostname, "PORT": url.port}},
    INSTALLED_APPS=["django_celery_results"],
    USE_TZ=True,
)
django.setup()

from django_celery_results.models import TaskResult  # noqa: E402

app = Celery("shop", broker="memory://", backend="django-db")
app.conf.update(task_track_started=True, result_extended=True)


@app.task(name="shop.receipt", bind=True)
def receipt(self, order: int, state: str) -> None:
    match state:
        case "failed":
            raise TimeoutError("no answer")
        case "retried":
            raise self.retry(exc=TimeoutError("no answer"), countdown=3_600)
        case "running":
            threading.Event().wait()


def write() -> dict[str, int]:
    call_command("migrate", verbosity=0)
    states = {"failed": "FAILURE", "done": "SUCCESS", "retried": "RETRY", "running": "STARTED"}
    tasks = {state: receipt.delay(7, state).id for state in states}
    ids = {}
    while len(ids) < len(states):
        time.sleep(0.05)
        for state, task in tasks.items():
            if row := TaskResult.objects.filter(task_id=task, status=states[state]).first():
                ids[state] = row.id
    return ids


with start_worker(app, pool="solo", perform_ping_check=False):
    for _ in sys.stdin:
        print(json.dumps(write()), flush=True)
    # The job in hand would keep it.
    os._exit(0)
