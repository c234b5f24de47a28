#!/usr/bin/env python3
"""flaky.py PORTFILE [page]: a ledger that answers 408, then breaks off in an answer, then gives a receipt.

Ends after the third request, and prints how many tokens there were. With page it is no ledger at all: it answers one request
with a page, and with the status of success.
"""
import base64, http.server, json, os, sys

DATE = "Wed, 21 Oct 2015 07:28:00 GMT"  # Retry-After may be a date (RFC 9110 section 10.2.3).
ANSWERS = [(408, b"{}", 2), (201, b'{"id":"ID","index"', 64), (201, b'{"id":"ID","index":7}', 55)]
if sys.argv[2:] == ["page"]:
    ANSWERS = [(200, b"<h1>Welcome</h1>", 16)]
tokens = []


def event_id(token):
    payload = token.split(b".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))["id"].encode()


class Flaky(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        tokens.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, body, length = ANSWERS[len(tokens) - 1]
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        if status == 408:
            self.send_header("Retry-After", DATE)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body.replace(b"ID", event_id(tokens[-1])))

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Flaky)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
while len(tokens) < len(ANSWERS):
    server.handle_request()
print(len(set(tokens)))
