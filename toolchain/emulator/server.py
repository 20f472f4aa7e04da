"""moto with what it lacks (every module of overlay/), on 127.0.0.1: python server.py -p 5566"""

import argparse
import importlib
import os
import pkgutil

parser = argparse.ArgumentParser()
parser.add_argument("-p", "--port", type=int, required=True)
port = parser.parse_args().port
os.environ["MOTO_PORT"] = str(port)

import waitress
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

import overlay

for module in pkgutil.iter_modules(overlay.__path__):
    importlib.import_module(f"overlay.{module.name}")

application = DomainDispatcherApplication(create_backend_app)
application.debug = True


def with_raw_uri(environ, start_response):
    """Under the name by which moto's own server gives it: object keys are taken from it as they were sent."""
    environ["RAW_URI"] = environ["REQUEST_URI"]
    return application(environ, start_response)


if __name__ == "__main__":
    # moto's own server drops an answer now and then, and a client that asks again is told that what it made exists. One thread:
    # moto's state knows no locks, and updates at the same time lost each other.
    waitress.serve(with_raw_uri, host="127.0.0.1", port=port, threads=1, connection_limit=1000)
