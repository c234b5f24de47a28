#!/usr/bin/env python3
"""Uses the verifier's page in Firefox with the network off. Prints a line for each thing that held.

firefox.py PAGE.html DIRECTORY

DIRECTORY is where bundles.sh was run. Exit status: 0 if everything held, 1 at the first thing that did not. Firefox is driven by its own
protocol, Marionette, so that no driver has to be installed; what a page does is tried in full by browser.py.
"""
import json, os, pathlib, shutil, socket, subprocess, sys, tempfile, time

OFF = "TOUCHMARK_BROWSER_WITHOUT_NETWORK"
if OFF not in os.environ:
    # A network of its own, with nothing in it but this machine's loopback, which Marionette needs.
    command = ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", sys.executable, *sys.argv]
    possible = subprocess.run([*command[:-len(sys.argv) - 1], "true"], capture_output=True).returncode == 0
    os.environ[OFF] = "namespace" if possible else "proxy"
    if possible:
        os.execvp(command[0], command)

page = pathlib.Path(sys.argv[1]).resolve()
bundles = pathlib.Path(sys.argv[2]).resolve()
preferences = {"marionette.port": 0, "network.proxy.type": 1, "network.proxy.socks": "127.0.0.1", "network.proxy.socks_port": 9,
               "datareporting.policy.dataSubmissionEnabled": False, "app.update.enabled": False, "browser.shell.checkDefaultBrowser": False}


class Firefox:
    """A window of Firefox without a screen, with a profile of its own."""

    def __init__(self, directory):
        self.profile = pathlib.Path(directory)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
        (self.profile / "user.js").write_text("".join(lines))
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        self.process = subprocess.Popen([program, "--headless", "--marionette", "--no-remote", "--profile", directory],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": directory})
        self.socket = self.connected()
        self.pending = b""
        self.count = 0
        self.received()
        self.version = self.command("WebDriver:NewSession", {})["capabilities"]["browserVersion"]

    def connected(self):
        """Firefox writes down which port it took."""
        for _ in range(600):
            try:
                return socket.create_connection(("127.0.0.1", int((self.profile / "MarionetteActivePort").read_text())), timeout=60)
            except (OSError, ValueError):
                time.sleep(0.1)
        raise SystemExit("Firefox does not answer.")

    def received(self):
        while b":" not in self.pending:
            self.pending += self.socket.recv(1 << 16)
        count, rest = self.pending.split(b":", 1)
        while len(rest) < int(count):
            rest += self.socket.recv(1 << 20)
        self.pending = rest[int(count):]
        return json.loads(rest[:int(count)])

    def command(self, name, parameters):
        self.count += 1
        message = json.dumps([0, self.count, name, parameters]).encode()
        self.socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, result = self.received()
        if error:
            raise SystemExit(f"{name}: {error['message']}")
        return result

    def script(self, text, *values):
        return self.command("WebDriver:ExecuteScript", {"script": text, "args": list(values)})["value"]

    def waiting(self, text, *values):
        """What a script hands to the function that is its last argument."""
        return self.command("WebDriver:ExecuteAsyncScript", {"script": text, "args": list(values), "scriptTimeout": 60_000})["value"]

    def type(self, name, text):
        found = self.command("WebDriver:FindElement", {"using": "css selector", "value": "#" + name})["value"]
        self.command("WebDriver:ElementSendKeys", {"id": next(iter(found.values())), "text": text})

    def quit(self):
        self.process.terminate()
        self.process.wait(30)


def hold(what, condition, detail=""):
    global done
    if not condition:
        raise SystemExit(f"not held: {what}. {detail}")
    done += 1
    print(f"ok {done} {what}", flush=True)


def text(name):
    return (bundles / name).read_text().strip()


def check(bundle, key="world.vkey", files={}, **others):
    """The result, or what the page objects to."""
    firefox.command("WebDriver:Navigate", {"url": page.as_uri()})
    firefox.script("document.getElementById('more').open = true")
    # Kept for the report that is saved: a test cannot reach the dialog.
    firefox.script("const made = URL.createObjectURL; URL.createObjectURL = (blob) => made.call(URL, (window.made = blob))")
    firefox.type("bundle", str(bundles / bundle))
    for name, value in {"key": text(key), **others}.items():
        firefox.type(name, value)
    for name, file in files.items():
        firefox.type(name + "-file", str(file))
    return firefox.waiting("""
        const done = arguments[0], shown = (id) => document.getElementById(id).checkVisibility();
        const begin = setInterval(() => {
          if (document.getElementById("start").disabled) return;
          clearInterval(begin);
          document.getElementById("start").click();
          const end = setInterval(() => {
            if (!shown("outcome") && !shown("errors")) return;
            clearInterval(end);
            done(shown("outcome") ? document.getElementById("verdict").dataset.result : document.getElementById("errors").innerText);
          }, 50);
        }, 50);
        """)


def same_report(name):
    found = json.loads(firefox.waiting("const done = arguments[0]; document.getElementById('save').click(); window.made.text().then(done)"))
    expected = json.loads(text(name))
    parts = [key for key in {**expected, **found} if expected.get(key) != found.get(key)]
    hold(f"the report on {name} is that of touchmark-verify", not parts, f"{parts}")


def evidence():
    hold("good evidence is verified", check("good.touchmark", files={"authorities": bundles / "authorities.json"}) == "verified")
    same_report("good.json")
    hold("a whole ledger is verified", check("whole.touchmark") == "verified")
    same_report("whole.json")
    hold("a changed letter fails", check("damaged.touchmark") == "failed")
    same_report("damaged.json")
    hold("evidence that is cut off fails", check("cut.touchmark") == "failed")
    hold("another ledger's key fails", check("good.touchmark", "hostile.vkey") == "failed")
    hold("what is no bundle is not judged", check("text.touchmark") == "unreadable")
    if (bundles / "audited.touchmark").exists():
        files = {name: bundles / file for name, file in {"auditors": "auditors.vkeys", "roots": "roots.pem"}.items() if (bundles / file).exists()}
        hold("evidence that an auditor replayed is verified", check("audited.touchmark", files=files) == "verified")
        same_report("audited.json")


def markup():
    hold("a ledger full of markup is verified like any other", check("hostile.touchmark", "hostile.vkey") == "verified")
    firefox.script("document.getElementById('open-all').click()")
    hold("no script of it ran and no element of it was made",
         firefox.script("return globalThis.hacked === undefined && document.querySelectorAll('#outcome img, #outcome script').length === 0"))
    same_report("hostile.json")


def policies(directory):
    for name, content in {"empty": "", "cut short": "quorum none", "with other ends of lines": "quorum none\r\n"}.items():
        file = pathlib.Path(directory) / "chosen.policy"
        file.write_bytes(content.encode())
        said = check("good.touchmark", files={"witnesses": file})
        hold(f"a policy that is {name} is refused", "policy" in said, said)


done = 0
with tempfile.TemporaryDirectory() as directory:
    firefox = Firefox(directory)
    try:
        print(f"Firefox {firefox.version}; network: off ({os.environ[OFF]})", flush=True)
        evidence()
        markup()
        policies(directory)
        print(f"{done} things held")
    finally:
        firefox.quit()
