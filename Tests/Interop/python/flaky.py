#!/usr/bin/env python3
"""flaky.py PORTFILE: a ledger that answers 408, then breaks off in an answer, then gives a receipt.

Ends after the third request, and prints how many tokens there were.
"""
import http.server, os, sys

ANSWERS = [(408, b"{}", 2), (201, b'{"index"', 11), (201, b'{"index":7}', 11)]
tokens = []


class Flaky(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        tokens.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, body, length = ANSWERS[len(tokens) - 1]
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Flaky)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
while len(tokens) < len(ANSWERS):
    server.handle_request()
print(len(set(tokens)))
