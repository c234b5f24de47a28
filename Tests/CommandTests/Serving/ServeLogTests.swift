import Foundation
import Primitives
import Provenance
import Testing

/// What `touchmark serve` writes to its log, and how it ends.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ServeLogTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func curl(_ port: Int, _ path: String, _ options: [String] = []) throws -> String {
        try tool.run("/usr/bin/env", ["curl", "-s", "-g"] + options + ["http://127.0.0.1:\(port)\(path)"]).output
    }

    @Test("a busy service logs a line a request, and no name, subject, path, query, address or secret")
    func discreet() throws {
        let server = try ServedLedger(tool, settings: ["--log-level", "debug"])
        let made = try tool.touchmark("token", "new", "--role", "auditor", "--ledger", "L")
        let token = try #require(made.lines.first)
        let (id, secret) = (token.split(separator: "_")[1], try #require(token.split(separator: "_").last))
        let bearer = ["-H", "Authorization: Bearer \(token)"]
        let item = try tool.write(try ledger.newItem("patient-smith").token, to: "item")
        for path in [
            "/v1/events", "/v1/events?subject=item:d/patient-smith", "/v1/annotators/a1", "/v1/labels/label:d/i/l/certificate",
            "/v1/datasets/d", "/v1/datasets/nothing-of-smith", "/smith", "/v1/events/smith", "/v1/events?access_token=\(token)",
        ] {
            _ = try curl(server.port, path, bearer)
            _ = try curl(server.port, path, ["-H", "Authorization: Bearer tmk_smith"])
        }
        for type in ["application/sd-jwt", "text/plain", "smith/smith"] {
            _ = try curl(server.port, "/v1/events", ["-H", "Content-Type: \(type)", "--data-binary", "@\(item)"])
        }
        _ = try curl(server.port, "/v1/events", ["-X", "PURGE", "-H", "X-Smith: smith", "-A", "smith"])
        #expect(try server.stop() == 0)
        let lines = server.finalLog.split(separator: "\n").filter { !$0.hasPrefix("listening on ") }
        let requests = try lines.map { try JSONValue(parsing: String($0)) }.filter { line in
            #expect(line["time"]?.string != nil && line["level"]?.string != nil && line["message"]?.string != nil)
            return line["message"] == "request"
        }
        #expect(requests.count == 22)
        #expect(requests.allSatisfy { $0["metadata"]?["route"] != nil && $0["metadata"]?["ms"]?.double != nil })
        #expect(requests.contains { $0["metadata"]?["token"] == .string(String(id)) && $0["metadata"]?["status"] == 200 })
        let text = requests.map(\.canonicalText).joined(separator: "\n").lowercased()
        // An id of a request may hold the letters of the annotator's id a1; what leads to it, it cannot.
        for word in ["smith", "127.0.0.1", "d/i", "/a1", ":a1", "access_token", "?"] { #expect(!text.contains(word), "\(word)") }
        #expect(!server.finalLog.lowercased().contains("smith") && !server.finalLog.contains(secret))
    }

    @Test("of a webhook's payload the log has numbers, and codes for what is wrong; the words are in the answer alone")
    func webhooks() throws {
        let made = try tool.touchmark(
            "connector", "label-studio", "studio", "--dataset", "d", "--without-secret", "--ledger", "L")
        try #require(made.status == 0, "\(made.errors)")
        let server = try ServedLedger(tool)
        let payload = """
            {"action":"ANNOTATION_CREATED",
            "project":{"id":1,"label_config":"<View><Image name='img' value='$image'/></View>"},
            "task":{"id":60,"data":{"image":"https://x.example/smith.png"}},
            "annotation":{"id":61,"unique_id":"u61","task":60,"completed_by":{"id":7,"email":"smith@x.example"},
            "created_at":"2026-01-02T10:00:00Z","updated_at":"2026-01-02T10:00:00Z",
            "result":[{"id":"r of smith","from_name":"smith?","to_name":"track of smith","type":"choices",
            "value":{"choices":["x"],"start":1,"end":2,"text":"s"}}]}}
            """
        try tool.write(Array(payload.utf8), to: "payload")
        let answer = try curl(
            server.port, "/v1/connectors/label-studio/studio",
            ["-H", "Content-Type: application/json", "--data-binary", "@payload"])
        #expect(answer.contains("result r of smith") && answer.contains("track of smith"), "\(answer)")
        #expect(try server.stop() == 0)
        #expect(server.finalLog.contains(#""reason":"unknownTrack","what":"task 60, annotation 61""#), "\(server.finalLog)")
        #expect(!server.finalLog.contains("smith"), "\(server.finalLog)")
    }

    @Test("a log that nobody reads keeps nobody waiting, is written when it is read, and does not keep the service from ending")
    func stalled() throws {
        let script = """
            mkfifo log; exec 3<>log
            touchmark serve --ledger L --port 0 2> log & server=$!
            while read -r line <&3; do
                case $line in "listening on "*) url=${line#listening on }; break;; esac
            done
            # Twice as many lines as a pipe holds.
            ask() { timeout 30 curl -s $(yes $url/healthz | head -600) | grep -o alive | wc -l; }
            ask
            timeout 2 cat <&3 > taken
            grep -c '"message":"request"' taken
            ask
            kill $server; ( sleep 20; kill -9 $server ) 2> killed & wait $server; echo "status $?"
            kill $!
            """
        let run = try tool.run("/bin/bash", ["-c", script])
        #expect(run.lines == ["600", "600", "600", "status 0"], "\(run.errors)")
    }

    @Test("where the ledger cannot write, its log says why, and whoever sent a statement hears that it is not there")
    func notWritten() throws {
        let halt = "CREATE TRIGGER halt BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'halt'); END"
        try RawDatabase.tamper(with: tool.path("L/ledger.db"), halt)
        let server = try ServedLedger(tool)
        let sent = try tool.run(
            "/bin/bash",
            [
                "-c",
                """
                export TOUCHMARK_TOKEN=$(touchmark token new --ledger L --role operator --expires 90d)
                touchmark dataset define e --title t --purpose p --licence none --signer L/keys/operator.jwk \
                    --url http://127.0.0.1:\(server.port) --log-vkey @L/log.vkey
                """,
            ])
        #expect(sent.status == 1 && sent.errors.contains("The event was not written."), "\(sent.output)\(sent.errors)")
        #expect(try server.stop() == 0)
        let lines = server.finalLog.split(separator: "\n").filter { !$0.hasPrefix("listening on ") }
        let errors = try lines.map { try JSONValue(parsing: String($0)) }.filter { $0["level"] == "error" }
        #expect(errors.count > 1, "one for each attempt")
        #expect(errors.allSatisfy { $0["message"] == "ledger" && $0["metadata"]?["code"] == "notWritten" }, "\(errors)")
    }

    @Test(
        "where standard input, output and errors are closed, no file of the ledger's stands in their place",
        .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "open files are looked at in /proc"))
    func closedPlaces() throws {
        let script = """
            (exec 0<&- 1>&- 2>&-; exec touchmark serve --ledger L --port 0) & server=$!
            until ls -l /proc/$server/fd | grep -q socket:; do sleep 0.05; done
            readlink /proc/$server/fd/0 /proc/$server/fd/1 /proc/$server/fd/2
            kill $server; wait $server; echo "status $?"
            touchmark key rotate service --ledger L 2>&- | wc -l
            touchmark log --ledger L >&- || echo "status $?"
            """
        let run = try tool.run("/bin/bash", ["-c", script])
        #expect(run.lines == ["/dev/null", "/dev/null", "/dev/null", "status 0", "1", "status 1"], "\(run.errors)")
        #expect(try tool.bytes(of: "L/ledger.db-lock").isEmpty)
    }

    @Test("a hangup ends the service as SIGTERM does, unless it was started to outlive one")
    func hangup() throws {
        let script = """
            start() {
                $1 touchmark serve --ledger L --port 0 2> $1.log & server=$!
                until grep -qs '^listening' $1.log; do sleep 0.05; done
            }
            start env; kill -HUP $server; wait $server; echo "status $?"
            start nohup; kill -HUP $server; sleep 0.5; kill -0 $server && echo alive
            kill $server; wait $server; echo "status $?"
            """
        let run = try tool.run("/bin/bash", ["-c", script])
        #expect(run.lines == ["status 0", "alive", "status 0"], "\(run.output)\(run.errors)")
    }

    @Test("a log for people is in lines of words, and what comes from outside begins none")
    func text() throws {
        let server = try ServedLedger(tool, settings: ["--log-format", "text"])
        _ = try curl(server.port, "/healthz")
        #expect(try server.stop() == 0)
        let lines = server.finalLog.split(separator: "\n")
        #expect(lines.contains { $0.contains(" info request ") && $0.contains("route=/healthz") && $0.contains("status=200") })
    }

    @Test("at the level warning, requests are not logged")
    func quiet() throws {
        let server = try ServedLedger(tool, settings: ["--log-level", "warning"])
        _ = try curl(server.port, "/healthz")
        #expect(try server.stop() == 0)
        #expect(server.finalLog == "listening on http://127.0.0.1:\(server.port)\n")
    }

    @Test("a request that does not end does not keep the service from ending, with status 0")
    func unfinished() throws {
        let server = try ServedLedger(tool, settings: ["--limits-shutdown-seconds", "1"])
        let token = try tool.write(try ledger.newItem().token, to: "item")
        #expect(
            try curl(server.port, "/v1/events", ["-H", "Content-Type: text/plain", "--data-binary", "@\(token)"]).contains("201"))
        let half = try tool.start(
            "/bin/bash",
            [
                "-c",
                """
                exec 3<>/dev/tcp/127.0.0.1/\(server.port)
                printf 'POST /v1/events HTTP/1.1\\r\\nHost: t\\r\\nContent-Type: text/plain\\r\\nContent-Length: 999\\r\\n\\r\\nhalf' >&3
                echo sent; cat <&3
                """,
            ])
        while half.outputByteCount == 0, half.isRunning { usleep(1000) }
        #expect(try server.stop() == 0)
        _ = try half.wait()
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + 1)
        #expect(try ledger.check().status == 0)
    }
}
