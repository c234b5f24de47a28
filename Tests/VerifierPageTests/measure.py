#!/usr/bin/env python3
"""How many events a second the page checks in headless Chromium. Prints one JSON object.

measure.py PAGE.html BUNDLE VKEY-FILE

`limitPerSecond` is how many Ed25519 signatures over 1 KB this browser verifies in one worker, measured before and after.
"""
import json, os, pathlib, re, sys

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

page, bundle, key = (pathlib.Path(name).resolve() for name in sys.argv[1:4])
options = webdriver.ChromeOptions()
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
    options.add_argument(argument)
options.binary_location = "/usr/bin/chromium"
browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver", env={**os.environ, "TMPDIR": "/tmp"}))
browser.set_script_timeout(600)

LIMIT = """
const done = arguments[0];
(async () => {
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const message = new Uint8Array(1024);
  const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, message);
  const began = performance.now();
  for (let round = 0; round < 40; round += 1) {
    await Promise.all(Array.from({length: 100}, () => crypto.subtle.verify("Ed25519", pair.publicKey, signature, message)));
  }
  done(Math.round(4000 / (performance.now() - began) * 1000));
})();
"""


def resident(kind):
    """The peak of the processes of this browser, in MiB: the one that ran the page, or all."""
    peaks = []
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes().decode(errors="replace")
            if "chromium" in command and kind in command:
                peaks.append(int([line for line in status.read_text().splitlines() if line.startswith("VmHWM")][0].split()[1]) // 1024)
        except (OSError, IndexError):
            continue
    return max(peaks, default=0)


try:
    browser.get(page.as_uri())
    limits = [browser.execute_async_script(LIMIT)]
    browser.find_element(By.ID, "bundle").send_keys(str(bundle))
    browser.find_element(By.ID, "key").send_keys(key.read_text().strip())
    browser.execute_script("window.began = performance.now()")
    browser.find_element(By.ID, "start").click()
    WebDriverWait(browser, 1800, poll_frequency=0.02).until(
        lambda _: browser.find_element(By.ID, "outcome").is_displayed() or browser.find_element(By.ID, "errors").is_displayed())
    shown = browser.execute_script("return performance.now() - window.began") / 1000
    said = browser.find_element(By.CSS_SELECTOR, "#checked .note").text
    counted = re.search(r"^([\d,]+) entries", browser.find_element(By.ID, "checked").text, re.MULTILINE)
    events = int(counted[1].replace(",", ""))
    limits.append(browser.execute_async_script(LIMIT))
    result = browser.find_element(By.ID, "verdict").get_attribute("data-result")
    print(json.dumps({
        "name": "page", "result": result, "events": events, "bundleBytes": bundle.stat().st_size, "secondsToResult": round(shown, 2),
        "eventsPerSecond": round(events / shown), "said": said, "limitsPerSecond": limits,
        "ratio": round(events / shown / (sum(limits) / 2), 3), "rendererPeakMiB": resident("--type=renderer"),
    }))
finally:
    browser.quit()
