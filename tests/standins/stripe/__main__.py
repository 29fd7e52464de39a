"""A local Stripe for the parts that Lyceum uses.  See README.md."""

import argparse
import os
import signal
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import control                          # noqa: E402
import pages                            # noqa: E402
import subscriptions                    # noqa: E402
from calls import Calls                 # noqa: E402
from errors import Cut                  # noqa: E402
from events import Sender               # noqa: E402
import invoices                         # noqa: E402
from store import Store                 # noqa: E402

MOST = 1 << 20


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "StripeStandin/1"
    sys_version = ""
    timeout = 75
    # An answer is one piece: nobody waits for an acknowledgement.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def all(self):
        parts = urlsplit(self.path)
        n = int(self.headers.get("Content-Length") or 0)
        if n > MOST:
            self.send_error(413)
            return
        body = self.rfile.read(n).decode("utf-8", "replace")
        try:
            self.say(*self.answer(parts, body))
        except Cut as cut:
            self.cut(cut.part)

    do_GET = do_POST = do_DELETE = do_OPTIONS = all

    def answer(self, parts, body):
        server, path = self.server, parts.path
        if self.command == "OPTIONS":
            return 204, b"", {}
        if path.startswith("/v1/"):
            return server.calls.answer(self.command, path, parts.query, body,
                                       self.headers)
        if path == "/_standin" or path.startswith("/_standin/"):
            status, said = control.answer(
                server.store, self.command, path,
                dict(parse_qsl(parts.query)), body)
            return status, control.json.dumps(said).encode(), {}
        return pages.answer(server.store, self.command, path,
                            dict(parse_qsl(parts.query)),
                            dict(parse_qsl(body)))

    def say(self, status, body, headers):
        self.send_response(status)
        headers.setdefault("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers",
                         "Authorization, Content-Type, Stripe-Version, "
                         "Idempotency-Key")
        self.send_header("Access-Control-Allow-Methods", "GET, POST, DELETE")
        self.end_headers()
        self.wfile.write(body)

    def cut(self, part):
        """Nothing, or the beginning of an answer, and then a reset."""
        self.close_connection = True
        if part:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(2 * len(part) + 1))
            self.end_headers()
            self.wfile.write(part)
            self.wfile.flush()
        else:
            # A reset, not an end: what is unread is thrown away.
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def log_message(self, *args):
        """Errors go to stderr; each call is kept in the state file."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        why = sys.exc_info()[1]
        if not isinstance(why, (ConnectionError, TimeoutError, ValueError)):
            super().handle_error(request, client_address)


def options():
    parser = argparse.ArgumentParser(prog="stripe-standin")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", required=True,
                        help="secret_key, webhook_secrets, and the state")
    parser.add_argument("--webhook", required=True,
                        help="where events are sent")
    parser.add_argument("--pid")
    return parser.parse_args()


def main():
    args = options()
    store = Store(os.path.join(args.dir, "standin.db"))
    store.origin = f"http://127.0.0.1:{args.port}"
    invoices.hook(store)
    subscriptions.hook(store)
    server = Server(("127.0.0.1", args.port), Handler)
    server.store = store
    server.calls = Calls(store, os.path.join(args.dir, "secret_key"))
    Sender(store, args.webhook,
           os.path.join(args.dir, "webhook_secrets")).start()
    if args.pid:
        with open(args.pid, "w", encoding="ascii") as f:
            f.write(f"{os.getpid()}\n")
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(
        target=server.shutdown).start())
    server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main()
