"""Drives a Label Studio server through its API: a project with a webhook, and people's work on it.

usage: drive.py SERVER TOKEN WEBHOOK HEADER SECRET PHASE

PHASE is "work" or "lose". "work" makes a project with two tasks, annotates, corrects and deletes. "lose" switches the webhook off
and goes on working, so that what it changes is lost. Each prints, as one JSON object, the project's number and its export.
Nothing but Python's own library is needed.
"""
import json
import sys
import urllib.request

CONFIG = """<View>
  <Audio name="audio" value="$audio"/>
  <Labels name="emo" toName="audio"><Label value="laugh"/><Label value="sarcasm"/></Labels>
  <Video name="video" value="$video" framerate="25"/>
  <TimelineLabels name="vt" toName="video"><Label value="gesture"/></TimelineLabels>
  <Text name="text" value="$text"/>
  <Labels name="span" toName="text"><Label value="cue"/></Labels>
  <Choices name="sar" toName="text"><Choice value="sarcastic"/><Choice value="sincere"/></Choices>
  <Rating name="conf" toName="text" maxRating="5"/>
  <TextArea name="why" toName="text"/>
</View>"""


def result(sarcasm):
    def one(name, to, kind, **value):
        return {"id": "r-" + name, "from_name": name, "to_name": to, "type": kind, "origin": "manual", "value": value}

    sound = one("emo", "audio", "labels", start=0.5, end=1.75, channel=0, labels=["sarcasm"])
    sound["original_length"] = 6.0
    return [
        sound,
        one("vt", "video", "timelinelabels", ranges=[{"start": 10, "end": 40}], timelinelabels=["gesture"]),
        one("span", "text", "labels", start=0, end=8, text="Oh great", labels=["cue"]),
        one("sar", "text", "choices", choices=[sarcasm]),
        one("conf", "text", "rating", rating=4),
        one("why", "text", "textarea", text=["flat prosody"]),
    ]


class Server:
    def __init__(self, base, token):
        self.base, self.token = base, token

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Token " + self.token, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def annotate(self, task, sarcasm):
        body = {"result": result(sarcasm), "lead_time": 3.5}
        return self.call("POST", f"/api/tasks/{task}/annotations/", body)["id"]

    def tasks(self, project):
        listed = self.call("GET", f"/api/tasks?project={project}&page_size=100")
        return sorted(task["id"] for task in listed["tasks"])

    def export(self, project):
        return self.call("GET", f"/api/projects/{project}/export?exportType=JSON&download_all_tasks=true")


def work(server, webhook, header, secret):
    project = server.call("POST", "/api/projects/", {"title": "clips", "label_config": CONFIG})["id"]
    server.call("POST", "/api/webhooks/", {
        "project": project, "url": webhook, "headers": {header: secret}, "send_payload": True, "send_for_all_actions": True})
    server.call("POST", f"/api/projects/{project}/import", [
        {"audio": f"https://x.example/a{n}.wav", "video": f"https://x.example/v{n}.mp4", "text": f"Oh great, meeting {n}."}
        for n in range(3)])
    first, second, third = server.tasks(project)
    kept = server.annotate(first, "sarcastic")
    gone = server.annotate(first, "sincere")
    server.annotate(second, "sincere")
    server.annotate(third, "sincere")
    server.call("PATCH", f"/api/annotations/{kept}/", {"result": result("sincere")})
    server.call("PATCH", f"/api/annotations/{kept}/", {"result": result("sarcastic")[:4]})
    server.call("DELETE", f"/api/annotations/{gone}/")
    server.call("DELETE", f"/api/tasks/{third}/")
    server.call("PATCH", f"/api/projects/{project}/", {"title": "clips, second round"})
    return project


def lose(server):
    project = max(one["id"] for one in server.call("GET", "/api/projects/")["results"])
    for webhook in server.call("GET", f"/api/webhooks/?project={project}"):
        server.call("PATCH", f"/api/webhooks/{webhook['id']}/", {"is_active": False})
    first, second = server.tasks(project)
    exported = {task["id"]: task["annotations"] for task in server.export(project)}
    server.call("PATCH", f"/api/annotations/{exported[first][0]['id']}/", {"result": result("sincere")})
    server.call("DELETE", f"/api/annotations/{exported[second][0]['id']}/")
    server.annotate(second, "sarcastic")
    return project


if __name__ == "__main__":
    base, token, webhook, header, secret, phase = sys.argv[1:]
    server = Server(base, token)
    project = work(server, webhook, header, secret) if phase == "work" else lose(server)
    print(json.dumps({"project": project, "export": server.export(project)}))
