#!/usr/bin/env python3
"""Uses the verifier's page as people do, in Chromium with the network off. Prints a line for each thing that held.

browser.py PAGE.html DIRECTORY [SCREENSHOTS]

DIRECTORY is where bundles.sh was run. Exit status: 0 if everything held, 1 at the first thing that did not.
"""
import base64, glob, importlib.util, json, os, pathlib, subprocess, sys, time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

OFF = "TOUCHMARK_BROWSER_WITHOUT_NETWORK"
if OFF not in os.environ:
    # A network of its own, with nothing in it but this machine's loopback, which the driver needs.
    command = ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", sys.executable, *sys.argv]
    possible = subprocess.run([*command[:-len(sys.argv) - 1], "true"], capture_output=True).returncode == 0
    os.environ[OFF] = "namespace" if possible else "flags"
    if possible:
        os.execvp(command[0], command)

page = pathlib.Path(sys.argv[1]).resolve()
bundles = pathlib.Path(sys.argv[2]).resolve()
shots = pathlib.Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else None
downloads = bundles / "downloads"
downloads.mkdir(exist_ok=True)
tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def start(*more):
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1000,1400",
                     "--host-resolver-rules=MAP * ~NOTFOUND", *more):
        options.add_argument(argument)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # Chromium's socket lies in the directory for temporary files, and a socket's path has at most 107 bytes.
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver", env={**os.environ, "TMPDIR": "/tmp"}))


browser = start()
browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
by_id = lambda name: browser.find_element(By.ID, name)
script = lambda text, *values: browser.execute_script(text, *values)
done = 0


def hold(what, condition, detail=""):
    global done
    if not condition:
        shot("failed")
        raise SystemExit(f"not held: {what}. {detail}")
    done += 1
    print(f"ok {done} {what}", flush=True)


def shot(name):
    if shots is None:
        return
    shots.mkdir(exist_ok=True)
    size = script("return [innerWidth, document.documentElement.scrollHeight]")
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": size[0], "height": min(size[1], 5000), "deviceScaleFactor": 1, "mobile": False})
    browser.save_screenshot(str(shots / f"{name}.png"))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def wait(condition, seconds=60):
    WebDriverWait(browser, seconds, poll_frequency=0.05).until(lambda _: condition())


def text(name):
    return (bundles / name).read_text().strip()


def open_page():
    browser.get(page.as_uri())
    wait(lambda: "ready" in script("return document.documentElement.className"))


def fill(bundle, key, **others):
    by_id("bundle").send_keys(str(bundles / bundle))
    by_id("key").send_keys(text(key) if key else "")
    if others:
        script("document.getElementById('more').open = true")
    for name, value in others.items():
        by_id(name).send_keys(value)


def is_over():
    return by_id("outcome").is_displayed() or by_id("errors").is_displayed()


def check(bundle, key="world.vkey", **others):
    open_page()
    fill(bundle, key, **others)
    by_id("start").click()
    wait(is_over)


def result():
    return by_id("verdict").get_attribute("data-result")


def saved():
    """The report that the page saves."""
    for old in downloads.iterdir():
        old.unlink()
    by_id("save").click()
    wait(lambda: (downloads / "verification.json").exists())
    return json.loads((downloads / "verification.json").read_text())


def same_report(name, found):
    expected = json.loads(text(name))
    parts = [key for key in expected if expected[key] != found.get(key)] + [key for key in found if key not in expected]
    hold(f"the report on {name} is that of touchmark-verify", not parts,
         f"{parts}: {[(expected.get(part), found.get(part)) for part in parts]}"[:3000])


def axe(where):
    if axe_source is None:
        return
    script(axe_source)
    found = browser.execute_async_script(
        "const done = arguments[1], known = new Set(axe.getRules().flatMap((rule) => rule.tags));"
        "axe.run(document, {runOnly: arguments[0].filter((tag) => known.has(tag))}).then(done, (error) => done({failure: String(error)}))", tags)
    problems = [(each["id"], [node["html"][:160] for node in each["nodes"]][:4]) for each in found.get("violations", [])]
    hold(f"axe finds nothing wrong with {where} ({len(found.get('passes', []))} rules passed)",
         not problems and "failure" not in found and found.get("passes"), f"{problems or found.get('failure')}")


def find_axe():
    """The axe-core that a package for testing brings along: the first of these that is installed."""
    for package in ("axe_playwright_python", "axe_selenium_python"):
        spec = importlib.util.find_spec(package)
        found = glob.glob(os.path.join(os.path.dirname(spec.origin), "**", "axe.min.js"), recursive=True) if spec else []
        if found:
            return pathlib.Path(found[0]).read_text()
    return None


axe_source = find_axe()


def form():
    open_page()
    hold("the page opens from a file", browser.title == "Touchmark verifier" and by_id("form").is_displayed())
    axe("the form")
    script("document.getElementById('more').open = true")
    axe("the form with all its fields")
    shot("form")
    by_id("start").click()
    hold("without bundle and key nothing is judged", by_id("errors").is_displayed() and not by_id("outcome").is_displayed())
    hold("what is missing is said, and has the focus", "key" in by_id("errors").text
         and script("return document.activeElement.id") == "errors")
    axe("the form with errors")
    by_id("bundle").send_keys(str(bundles / "good.touchmark"))
    by_id("start").click()
    hold("no verdict without the key", by_id("errors").is_displayed() and not by_id("outcome").is_displayed())


def good():
    check("good.touchmark", authorities=text("authorities.json"), origin="the Inspectorate's register")
    hold("good evidence is verified", result() == "verified", by_id("outcome").text)
    hold("the result has the focus", script("return document.activeElement.id") == "verdict")
    said = by_id("result").text
    for words in ("label:warehouse/aisle-7/loose-bolt", "The label warehouse/aisle-7/loose-bolt was given by annotator:p-heron", "the operator says so under a seal",
                  "as far as is known at the seal, at 72 entries: certified", "As known at the seal, at 72 entries",
                  "What this does not show", "the Inspectorate's register", "inspection-guild, which you know"):
        hold(f"it says: {words}", words in said, said)
    hold("the timeline is drawn, and told in words too", script("return document.querySelectorAll('svg.timeline rect.mark').length") >= 2
         and "6.874" in said)
    same_report("good.json", saved())
    shot("good")
    axe("a verified result")
    printed()
    narrow()


def printed():
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})["data"])
    if shots:
        (shots / "good.pdf").write_bytes(pdf)
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type/Page/") or pdf.count(b"/Type /Page")
    hold(f"it prints, on {pages} pages", pdf.startswith(b"%PDF") and 1 <= pages <= 12)
    hold("the form and the buttons are not printed", script(
        "return [...document.styleSheets].some((sheet) => [...sheet.cssRules].some((rule) => rule.media?.mediaText === 'print'"
        " && rule.cssText.includes('#form') && rule.cssText.includes('.actions')))"))


def narrow():
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": False})
    width = script("return document.documentElement.scrollWidth")
    shot_narrow = shots and browser.save_screenshot(str(shots / "narrow.png"))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    hold("nothing is wider than 320 pixels but tables, which scroll by themselves", width <= 320, f"{width} {shot_narrow}")


def bad():
    check("damaged.touchmark", authorities=text("authorities.json"))
    hold("a changed letter fails", result() == "failed")
    hold("and it says not to rely on it", "Do not rely" in by_id("result").text)
    axe("a failed result")
    shot("damaged")
    check("damaged.touchmark")
    same_report("damaged.json", saved())
    check("cut.touchmark")
    hold("evidence that is cut off fails", result() == "failed")
    same_report("cut.json", saved())
    check("good.touchmark", "hostile.vkey")
    hold("another ledger's key fails", result() == "failed")
    check("text.touchmark")
    hold("what is no bundle is not judged", result() == "unreadable" and "Nothing was judged" in by_id("result").text)
    axe("a file that cannot be read")
    open_page()
    fill("good.touchmark", None)
    by_id("key").send_keys("this is no key")
    by_id("start").click()
    wait(is_over)
    hold("a key that is none is pointed out", by_id("key").get_attribute("aria-invalid") == "true" and by_id("errors").is_displayed())
    check("good.touchmark", authorities='{"authorities": [{"id": "x"}]}')
    hold("and so is a list of authorities that is none", by_id("authorities").get_attribute("aria-invalid") == "true")


def audited():
    if not (bundles / "audited.touchmark").exists():
        print("not tried: an auditor's evidence, which node makes", flush=True)
        return
    others = {"auditors": text("auditors.vkeys").strip()}
    if (bundles / "roots.pem").exists():
        others["roots"] = text("roots.pem")
    check("audited.touchmark", **others)
    hold("evidence that an auditor replayed is verified", result() == "verified", by_id("outcome").text)
    said = by_id("result").text
    hold("and says who", "auditor.example/office, whom you believe, replayed every entry" in said, said)
    hold("and by when it was there", "All entries that this rests on were there by" in said, said)
    hold("a time-stamp is named with its authority", "roots" not in others or "CN=Test Time Authority" in said, said)
    same_report("audited.json", saved())
    axe("a replayed result")
    shot("audited")
    check("good.touchmark", auditors=text("auditors.vkeys").strip())
    hold("what she has not replayed is incomplete for who relies on her", result() == "incomplete"
         and "No auditor that you name speaks for the seal." in by_id("result").text)
    check("audited.touchmark", auditors="not a key", roots="no roots")
    hold("a list that is none is pointed out", by_id("auditors").get_attribute("aria-invalid") == "true"
         or by_id("roots").get_attribute("aria-invalid") == "true")


def choose(name, content, file):
    """Chooses a file for one of the further checks, in the same task as whatever is clicked next."""
    script("""
        const bytes = Uint8Array.from(atob(arguments[1]), (letter) => letter.charCodeAt(0));
        const carried = new DataTransfer();
        carried.items.add(new File([bytes], arguments[2]));
        const input = document.getElementById(arguments[0] + "-file");
        input.files = carried.files;
        input.dispatchEvent(new Event("change", {bubbles: true}));
        document.getElementById("start").click();
        """, name, base64.b64encode(content).decode(), file)
    wait(lambda: by_id("start").is_enabled() or not by_id("form").is_displayed())


def with_policy(content):
    """What the page says with a policy from a file, and what it says of that file."""
    open_page()
    fill("audited.touchmark", "world.vkey")
    script("document.getElementById('more').open = true")
    choose("witnesses", content, "chosen.policy")
    hold("Check waits for a file that is read", not by_id("outcome").is_displayed() and not by_id("progress").is_displayed())
    said = by_id("witnesses-error").text
    by_id("start").click()
    wait(is_over)
    return result() if by_id("outcome").is_displayed() else "refused", said


def chosen():
    if not (bundles / "audited.touchmark").exists():
        print("not tried: policies from files, without an auditor's evidence, which node makes", flush=True)
        return
    policy = f"witness w {text('auditors.vkeys')}\nquorum w\n".encode()
    hold("a policy from a file is kept to", with_policy(policy) == ("verified", ""))
    hold("and named with the result", "a witness policy" in by_id("result").text)
    hold("one that is cut short is refused", with_policy(policy[:-1])[0] == "refused"
         and "cut short" in by_id("witnesses-error").text, by_id("errors").text)
    hold("so is one with other ends of lines", with_policy(policy.replace(b"\n", b"\r\n"))[0] == "refused")
    hold("a comment may have any encoding", with_policy(b"# caf\xe9\n" + policy) == ("verified", ""))
    found, said = with_policy(b"")
    hold("an empty one is pointed out at once, and refused", found == "refused" and "chosen.policy is empty" in said, said)
    found, said = with_policy(policy + b"#" * (1 << 20))
    hold("so is one that is too large", found == "refused" and "chosen.policy has" in said, said)
    open_page()
    fill("audited.touchmark", "world.vkey", witnesses="witness x")
    choose("witnesses", b"", "empty.policy")
    hold("what stood in the field before does not count any more", by_id("witnesses").get_attribute("value") == "")
    by_id("witnesses").send_keys(policy.decode().strip())
    hold("what is typed takes the place of the file", by_id("witnesses-error").text == ""
         and script("return document.getElementById('witnesses-file').files.length") == 0)
    by_id("start").click()
    wait(is_over)
    hold("and counts", by_id("outcome").is_displayed() and result() == "verified", by_id("errors").text)


def open_all():
    if by_id("open-all").text.startswith("Open"):
        by_id("open-all").click()
    wait(lambda: script("return [...document.querySelectorAll('#result details')].every((box) => box.open)"))


def whole():
    check("whole.touchmark")
    hold("a whole ledger is verified", result() == "verified")
    same_report("whole.json", saved())
    hold("then and now are told apart", "certificate revoked now" in by_id("result").text)
    open_all()
    axe("every part of a whole ledger")
    shot("whole")


def hostile():
    check("hostile.touchmark", "hostile.vkey")
    hold("a ledger full of markup is verified like any other", result() == "verified")
    open_all()
    time.sleep(0.5)
    hold("no script of it ran", script("return globalThis.hacked") is None)
    hold("no element of it was made", script("return document.querySelectorAll('#outcome img, #outcome script, svg[onload]').length") == 0)
    said = by_id("result").text
    hold("its markup is shown as the text that it is", said.count("<img src=x onerror=") > 5 and "<script>hacked=2</script>" in said)
    hold("characters that turn or hide text are shown", "⟨U+202E⟩" in said and "⟨U+200B⟩" in said and "\u202e" not in said)
    top = browser.find_element(By.CSS_SELECTOR, ".summary").text
    hold("a name that writes sentences stands with the evidence, not among the page's own", "Two witnesses" in by_id("evidence").text
         and "Two witnesses" not in top and "<img" not in top, top)
    hold("what others wrote is tinted", script(
        "return [...document.querySelectorAll('.foreign')].every((each) => !/, 0\\)$|^transparent$/.test(getComputedStyle(each).backgroundColor))"))
    hold("and quoted at the top", script(
        "return getComputedStyle(document.querySelector('.summary .foreign'), '::before').content") == "open-quote")
    same_report("hostile.json", saved())
    shot("hostile")


def dropped():
    open_page()
    script("""
        const bytes = Uint8Array.from(atob(arguments[0]), (letter) => letter.charCodeAt(0));
        const carried = new DataTransfer();
        carried.items.add(new File([bytes], "dropped.touchmark"));
        carried.items.add(new File([arguments[1]], "log.vkey"));
        document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: carried}));
        """, base64.b64encode((bundles / "good.touchmark").read_bytes()).decode(), text("world.vkey"))
    wait(lambda: by_id("key").get_attribute("value") == text("world.vkey"))
    hold("a bundle and a key that are dropped are taken", "dropped.touchmark" in by_id("chosen").text)
    by_id("start").click()
    wait(is_over)
    hold("and checked", result() == "verified")


def press(*keys):
    for key in keys:
        webdriver.ActionChains(browser).send_keys(key).perform()


def focused():
    return script("return document.activeElement.id || document.activeElement.tagName")


def tab_to(name, limit=40):
    for _ in range(limit):
        if focused() == name:
            return True
        press(Keys.TAB)
    return False


def keyboard():
    open_page()
    # The browser's own dialog for files cannot be reached from a test; all else is done with keys.
    by_id("bundle").send_keys(str(bundles / "good.touchmark"))
    script("document.activeElement.blur()")
    hold("Tab reaches the bundle", tab_to("bundle"))
    hold("then the key", tab_to("key"))
    press(text("world.vkey"))
    hold("then where it is from", tab_to("origin"))
    press("a letter")
    press(Keys.TAB)
    press(Keys.ENTER)
    hold("Enter opens the further checks", script("return document.getElementById('more').open"))
    hold("which are all reached", all(tab_to(name) for name in ("authorities", "witnesses", "auditors", "roots", "age", "unsealed", "filter", "start")))
    outline = script("return getComputedStyle(document.activeElement).outlineStyle")
    hold("the focus can be seen", outline != "none", outline)
    press(Keys.ENTER)
    wait(is_over)
    hold("Enter checks, and the result has the focus", result() == "verified" and focused() == "verdict")
    hold("Tab goes on to the contents", (press(Keys.TAB) or focused()) == "A")
    for _ in range(60):
        if focused() == "SUMMARY":
            break
        press(Keys.TAB)
    was = script("return document.activeElement.parentElement.open")
    press(Keys.SPACE)
    hold("Space opens and closes a part", script("return document.activeElement.parentElement.open") != was)
    hold("and the last button starts again", tab_to("again", 80))
    press(Keys.ENTER)
    hold("with the form", by_id("form").is_displayed() and focused() == "bundle")


def cancelled():
    open_page()
    # Larger than can be checked before the click: a hundred megabytes of good lines that never end.
    head = b"\n".join((bundles / "whole.touchmark").read_bytes().split(b"\n")[:60]) + b"\n"
    large = bundles / "endless.touchmark"
    with large.open("wb") as file:
        file.write(head)
        for _ in range(1500):
            file.write(b'{"kind":"unknown","filling":"' + b"x" * 65000 + b'"}\n')
    fill("endless.touchmark", "world.vkey")
    by_id("start").click()
    wait(lambda: by_id("progress").is_displayed() or by_id("outcome").is_displayed())
    button = browser.find_element(By.CSS_SELECTOR, "#progress button")
    hold("while it works, Cancel has the focus", script("return document.activeElement === arguments[0]", button))
    hold("and the page still answers", script("return 1 + 1") == 2 and by_id("progress").is_displayed())
    button.click()
    hold("Cancel ends it and says so", by_id("form").is_displayed() and "Nothing was judged" in by_id("cancelled").text)
    large.unlink()


def dark():
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    for bundle in ("good", "damaged"):
        check(f"{bundle}.touchmark")
        axe(f"the result on {bundle}.touchmark in the dark")
        shot(f"{bundle}-dark")
    open_page()
    axe("the form in the dark")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def requests():
    addresses = set()
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
            addresses.add(message["params"].get("request", message["params"])["url"])
    outside = [address for address in addresses if not address.startswith((page.as_uri(), "blob:null/"))]
    hold("nothing was asked for but the page itself", page.as_uri() in {address.split("#")[0] for address in addresses} and not outside, f"{outside}")
    complaints = [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    hold("the browser has no complaint", not complaints, f"{complaints[:3]}")


try:
    print(f"network: off ({os.environ[OFF]}); axe: {'here' if axe_source else 'not installed, skipped'}", flush=True)
    for part in (form, good, bad, audited, chosen, whole, hostile, dropped, keyboard, cancelled, requests, dark):
        part()
    print(f"{done} things held")
finally:
    browser.quit()
