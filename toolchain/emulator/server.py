"""moto's server with what it lacks (every module of overlay/): python server.py -H 127.0.0.1 -p 5566"""

import importlib
import pkgutil

from moto.server import main

import overlay

for module in pkgutil.iter_modules(overlay.__path__):
    importlib.import_module(f"overlay.{module.name}")

if __name__ == "__main__":
    main()
