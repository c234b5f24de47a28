"""Appends tokens over HTTP from 64 threads, some of them twice, and goes on when the server dies and comes back.

    append_threads.py PORT TOKENS RECEIPTS

A token a line. Writes a line for each answer that was a receipt: the token's number, a tab, the receipt.
"""
import http.client
import queue
import sys
import threading
import time

port, tokens, receipts = int(sys.argv[1]), open(sys.argv[2], "rb").read().splitlines(), open(sys.argv[3], "w")
waiting = queue.Queue()
for number in range(len(tokens)):
    for _ in range(2 if number % 10 == 0 else 1):
        waiting.put(number)
lock = threading.Lock()
failures = []


def append_all():
    connection = None
    while True:
        try:
            number = waiting.get_nowait()
        except queue.Empty:
            return
        deadline = time.monotonic() + 50
        while time.monotonic() < deadline:
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request("POST", "/v1/events", tokens[number], {"Content-Type": "application/sd-jwt"})
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                connection = None
                time.sleep(0.02)
                continue
            if answer.status in (200, 201):
                with lock:
                    receipts.write(f"{number}\t{body.decode()}\n")
                break
            if answer.status != 503:
                failures.append(f"{number}: {answer.status} {body[:300]}")
                break
            time.sleep(0.1)
        else:
            failures.append(f"{number}: the server did not come back")


threads = [threading.Thread(target=append_all) for _ in range(64)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
receipts.close()
print("\n".join(failures), file=sys.stderr)
sys.exit(1 if failures else 0)
