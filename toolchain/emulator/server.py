"""moto with what it lacks (every module of overlay/), on 127.0.0.1: python server.py -p 5566"""

import argparse
import importlib
import logging
import os
import pkgutil
from collections import OrderedDict

parser = argparse.ArgumentParser()
parser.add_argument("-p", "--port", type=int, required=True)
port = parser.parse_args().port
os.environ["MOTO_PORT"] = str(port)

import waitress
from moto import backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

import overlay

for module in pkgutil.iter_modules(overlay.__path__):
    importlib.import_module(f"overlay.{module.name}")

# It looks through moto's folders at every request of S3: a third of the time that an object takes.
modules = frozenset(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: modules

moto = DomainDispatcherApplication(create_backend_app)
moto.debug = True

answers = OrderedDict()
answers_kept = 1000


def application(environ, start_response):
    # Object keys are taken from it as they were sent; under this name by moto's own server alone.
    environ["RAW_URI"] = environ["REQUEST_URI"]
    status, headers, body = answered(environ)
    start_response(status, headers)
    return [body]


def answered(environ):
    """A call whose answer was lost comes again under the same id, and is answered as at first: AWS itself knows most of these."""
    call = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
    if call in answers:
        print("asked again:", environ["RAW_URI"], environ.get("HTTP_X_AMZ_TARGET", ""), call, flush=True)
        return answers[call]
    answer = answer_of_moto(environ)
    if call and answer[0].startswith("2"):
        answers[call] = answer
        if len(answers) > answers_kept:
            answers.popitem(last=False)
    return answer


def answer_of_moto(environ):
    told = []
    parts = moto(environ, lambda status, headers, error=None: told.append((status, headers)))
    try:
        return *told[0], b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()


if __name__ == "__main__":
    # It warns whenever two requests come at once.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # One thread: moto's state knows no locks, and updates at the same time lost each other.
    waitress.serve(application, host="127.0.0.1", port=port, threads=1, connection_limit=1000)
