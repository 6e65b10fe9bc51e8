"""Serves a small real model on loopback until its standard input closes or its time is over.

`python serve_model.py MODEL.gguf SECONDS` prints the base URL. Needs `xllamacpp`; see tools/local_model.py.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that wait must not burn the cores that the client needs
SLOTS = 2
CONTEXT = 8192
"""Tokens for each slot; more is refused with status 400."""


def main() -> None:
    """Load the model, say where it is, and wait."""
    llama = importlib.import_module("xllamacpp")
    path, lifetime_s = sys.argv[1], float(sys.argv[2])
    # it does not stop by itself, and whoever started it may be gone
    threading.Timer(lifetime_s, lambda: os._exit(0)).start()
    params = llama.CommonParams()
    params.model.path = path
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel, params.n_ctx = SLOTS, SLOTS * CONTEXT
    params.verbosity = 0
    server = llama.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
