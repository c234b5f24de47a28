import Foundation
import LedgerTesting

/// An openssl authority behind HTTP (RFC 3161 §3.4), on a port of its own. Python carries the bytes.
final class AuthorityServer {
    let url: String
    private let running: RunningTool

    static var canRun: Bool { ForeignProgram.succeeds("python3", "--version") }

    private static let program = """
        import http.server, subprocess, sys

        class Authority(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers["Content-Type"] != "application/timestamp-query":
                    return self.send_error(415)
                with open("http.tsq", "wb") as file: file.write(body)
                subprocess.run(["openssl", "ts", "-reply", "-queryfile", "http.tsq", "-out", "http.tsr", "-config", "openssl.cnf"],
                    check=True, capture_output=True)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                with open("http.tsr", "rb") as file: self.wfile.write(file.read())

            def log_message(self, *rest): pass

        import os
        os.chdir(sys.argv[1])
        server = http.server.HTTPServer(("127.0.0.1", 0), Authority)
        print("port", server.server_port, file=sys.stderr, flush=True)
        server.serve_forever()
        """

    init(_ authority: OpenSSLAuthority, _ tool: BuiltTool) throws {
        try tool.write(Array(Self.program.utf8), to: "authority.py")
        running = try tool.start("/usr/bin/env", ["python3", "authority.py", authority.folder.path])
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        while true {
            let said = running.errorText.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = said.first(where: { $0.hasPrefix("port ") }) {
                url = "http://127.0.0.1:\(line.dropFirst("port ".count))/"
                return
            }
            guard running.isRunning, Date() < deadline else {
                running.kill()
                throw TestLedger.Failure(description: "The authority did not start: \(running.errorText)")
            }
            usleep(5000)
        }
    }

    func stop() { running.kill() }

    deinit { running.kill() }
}
