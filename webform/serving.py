"""Putting an application on an address: waitress, a few threads, quiet."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import waitress
from flask import Flask

from fulfilment.errors import FulfilmentError

THREADS = 2  # measured: more threads only make a page slower; more users need more processes (gunicorn)


@dataclass(frozen=True)
class Address:
    """Where a site listens."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``HOST:PORT``. Raises FulfilmentError.

        >>> Address.parse("127.0.0.1:8000")
        Address(host='127.0.0.1', port=8000)
        """
        host, _, port = text.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise FulfilmentError("listen", f"{text!r} is no address to listen on", "Write it like 127.0.0.1:8000.")
        return cls(host.strip("[]"), int(port))


def server(app: Flask, address: Address, *, behind_proxy: bool = False) -> Any:
    """A server for an application, listening, not yet answering. Raises FulfilmentError where the port is taken."""
    # waitress drops what a proxy says about the client; only with proxies of ours the application reads it
    options: dict[str, Any] = {"clear_untrusted_proxy_headers": not behind_proxy}
    try:
        return waitress.create_server(app, host=address.host, port=address.port, threads=THREADS, **options)
    except OSError as error:
        what = f"{address.host}:{address.port} cannot be listened on: {error.strerror}"
        raise FulfilmentError("listen", what, "Name another one with --listen.") from error


def serve_all(servers: Mapping[str, Any]) -> None:
    """Answer on every server until the first ends or Ctrl-C."""
    threads = [threading.Thread(target=one.run, name=name, daemon=True) for name, one in servers.items()]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        pass
    finally:
        for one in servers.values():
            one.close()
