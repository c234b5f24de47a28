import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Primitives

/// One request and its answer: a batch of tokens, a token a line.
struct BatchExchange: Sendable {
    let http: HTTPClient
    let url: String
    let settings: ClientSettings

    /// What one attempt brought.
    enum Answer: Sendable {
        /// A line for each token from the first on; fewer where the server did not read all.
        case lines([AnswerLine])
        /// Status 413: the whole was too much.
        case tooLarge(ReceivedProblem)
        case failed(AppendFailure, retryAfter: Duration?)
    }

    func send(_ batch: ArraySlice<[UInt8]>) async throws(CancellationError) -> Answer {
        do {
            return try await exchange(batch)
        } catch let failure as AppendFailure {
            return .failed(failure, retryAfter: nil)
        } catch {
            guard !Task.isCancelled else { throw CancellationError() }
            return .failed(
                AppendFailure(.unreachable, "The ledger could not be reached, or the connection broke.", cause: error),
                retryAfter: nil)
        }
    }

    private func exchange(_ batch: ArraySlice<[UInt8]>) async throws -> Answer {
        var body = ByteBuffer()
        body.reserveCapacity(batch.reduce(0) { $0 + $1.count + 1 })
        for token in batch {
            body.writeBytes(token)
            body.writeInteger(UInt8(ascii: "\n"))
        }
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "text/plain")
        request.body = .bytes(body)
        let start = ContinuousClock.now
        let response = try await http.execute(request, timeout: TimeAmount(settings.requestTime))
        let lines = try await lines(of: response.body, atMost: batch.count, since: start, isWanted: response.status == .ok)
        return try answer(Int(response.status.code), response.headers, lines)
    }

    /// - Parameter isWanted: false where the answer is one problem: no more is read of it than one line may have.
    private func lines(
        of body: HTTPClientResponse.Body, atMost count: Int, since start: ContinuousClock.Instant, isWanted: Bool
    ) async throws -> [[UInt8]] {
        var answer = AnswerLines(limit: settings.answerLineBytes)
        var lines: [[UInt8]] = []
        for try await piece in body {
            lines += try answer.take(piece.readableBytesView)
            guard .now - start < settings.requestTime else {
                throw AppendFailure(.unreachable, "The answer was not there after \(settings.requestTime).")
            }
            guard lines.count <= (isWanted ? count : 1) else {
                guard isWanted else { return lines }
                throw AppendFailure(.unreadable, "The answer has more lines than the request.")
            }
        }
        return lines + answer.finish()
    }

    private func answer(_ status: Int, _ headers: HTTPHeaders, _ lines: [[UInt8]]) throws -> Answer {
        func problem() -> ReceivedProblem {
            // A proxy's page is no problem document; the status is all there is to say then.
            ReceivedProblem(status: status, json: lines.first.flatMap { try? JSONValue(parsing: $0) } ?? .null)
        }
        switch status {
        case 200:
            do throws(JSONError) {
                var answers: [AnswerLine] = []
                for line in lines { answers.append(try AnswerLine(parsing: line)) }
                return .lines(answers)
            } catch {
                throw AppendFailure(.unreadable, "The answer is none that a ledger gives.", cause: error)
            }
        case 413: return .tooLarge(problem())
        case 429, 503:
            var failure = AppendFailure(.busy, "The ledger is busy: \(problem())")
            failure.isDenied = problem().deniesWriting
            return .failed(failure, retryAfter: Backoff.retryAfter(headers.first(name: "Retry-After")))
        case 408, 500..<600:
            return .failed(
                AppendFailure(.serverFailed, "The ledger failed: \(problem())"),
                retryAfter: Backoff.retryAfter(headers.first(name: "Retry-After")))
        default:
            throw AppendFailure(
                .requestRefused, "The address does not take events: \(problem()) Is it the ledger's, without /v1/events?")
        }
    }
}
