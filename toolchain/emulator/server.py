"""moto's server with what it lacks (every module of overlay/): python server.py -H 127.0.0.1 -p 5566"""

import importlib
import pkgutil
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.server import main

import overlay

for module in pkgutil.iter_modules(overlay.__path__):
    importlib.import_module(f"overlay.{module.name}")

# moto answers each request in a thread of its own, over state that knows no locks: updates at the same time lost each other.
_one_at_a_time = threading.Lock()
_answer = DomainDispatcherApplication.__call__


def answer(self, environ, start_response):
    with _one_at_a_time:
        return _answer(self, environ, start_response)


DomainDispatcherApplication.__call__ = answer

if __name__ == "__main__":
    main()
