#!/usr/bin/env python3
"""Fills in label.html in a browser, as a person would, and prints what the page then shows.

browser.py DIRECTORY PORT URL LEDGER SIGNER KEY.jwk DATASET ITEM ON QUESTION CHOICE
"""
import functools, http.server, os, sys, threading

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

directory, port, *values = sys.argv[1:]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), functools.partial(Quiet, directory=directory))
threading.Thread(target=server.serve_forever, daemon=True).start()
options = webdriver.ChromeOptions()
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
    options.add_argument(argument)
options.binary_location = "/usr/bin/chromium"
# Chromium's socket lies in the directory for temporary files, and a socket's path has at most 107 bytes.
service = Service("/usr/bin/chromedriver", env={**os.environ, "TMPDIR": "/tmp"})
browser = webdriver.Chrome(options=options, service=service)
try:
    browser.get(f"http://localhost:{port}/label.html")
    names = ("url", "ledger", "signer", "key", "dataset", "item", "on", "question", "choice")
    for name, value in zip(names, values, strict=True):
        browser.find_element(By.NAME, name).send_keys(value)
    browser.find_element(By.TAG_NAME, "button").click()
    shown = WebDriverWait(browser, 50).until(lambda browser: browser.find_element(By.ID, "receipt").text)
finally:
    browser.quit()
if shown.startswith("Not appended"):
    sys.exit(shown)
print(shown)
