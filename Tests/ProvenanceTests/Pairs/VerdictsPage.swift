@testable import Provenance

/// `Docs/Verdicts.md`: what the rules say of every situation and every pair of them.
struct VerdictsPage {
    let matrix: Matrix

    var text: String { [introduction, verdicts, singles, pairs].joined(separator: "\n\n") + "\n" }

    private var introduction: String {
        """
        # Verdicts

        Was whoever made a label entitled to it? The rules of `Sources/Provenance/Rules/Standing` answer twice: **then**, with
        what the ledger knew when the label was recorded, and **now**, with all that it knows. What entitles (an enrolment, a
        rotation, a recognition, a credential, a reinstatement) counts only if it stood in the log before the label. What takes
        entitlement away counts whenever it was said, if it takes effect before the label. So a verdict gets worse by what comes
        later, and never better.

        This page is made by the code: the verdicts are those that the rules give on \(situationCount) circumstances and on every
        pair of them. A test compares it with what the code makes, and each pair with a second, plain reading of the
        [vocabulary](Vocabulary.md). After a change of the rules, make it anew with
        `TOUCHMARK_WRITE_DOCS=1 swift test --filter VerdictsPageTests`, and read the difference.

        In every history here a board is recognised for `medicine`, the dataset requires `medicine/radiology`, an annotator is
        enrolled with a key, and she makes the label on day 100; each unless the circumstance says otherwise. Where a
        circumstance says nothing of credentials, she has a good one of the board's. Where two circumstances bring one credential
        each, she has both.

        Days are counted from the ledger's opening. What is said on a day is recorded when it begins; what is *from* a day has
        that `effective`. On day 0 a registrar and everybody else get their keys, and the dataset is defined; the board is recognised
        on day 1, radiology is required on day 5, and the good credential is issued on day 10: for `medicine/radiology`, to her first
        key, valid from day 0 until day 365. A circumstance says what is otherwise.
        """
    }

    private var situationCount: Int { Situation.all.count }

    private var verdicts: String {
        let rows = Verdict.allCases.map { verdict in
            "| \(verdict.code) | `\(verdict.rawValue)` | \(verdict.isAdverse ? "yes" : "no") | \(verdict.sentence) |"
        }
        return (["## The verdicts", "", "| code | verdict | adverse | says |", "|---|---|---|---|"] + rows + ["", order])
            .joined(separator: "\n")
    }

    private var order: String {
        """
        The rules are asked in this order, and the first that fails gives the verdict: key, standing, requirement, credentials. Of
        several credentials a good one counts; without one, the one that got furthest through scope, authority, key, term,
        suspension and revocation, and of two that got equally far the one issued last. Where the dataset says
        `enforcement: refuse`, an adverse verdict *then* is a refusal (403, by the verdict's name); with `record` the label enters
        with it.
        """
    }

    private var singles: String {
        let rows = Situation.all.indices.map { number in
            let situation = Situation.all[number]
            let cell = matrix.cells[number][number]
            return
                "| \(number + 1) | \(situation.name) | \(situation.days) | `\(cell?.then.rawValue ?? "")` | "
                + "`\(cell?.now.rawValue ?? "")` | \(situation.why) |"
        }
        return
            ([
                "## One circumstance", "", "| no. | circumstance | said, by day | then | now | because |",
                "|---|---|---|---|---|---|",
            ] + rows)
            .joined(separator: "\n")
    }

    private static let columnsAtOnce = 15

    private var pairs: String {
        let count = situationCount
        let blocks = stride(from: 0, to: count, by: Self.columnsAtOnce).map { start in
            block(start..<min(start + Self.columnsAtOnce, count))
        }
        let head = """
            ## Two circumstances

            Rows and columns are the numbers of the table above. A cell has the code of the verdict; of two codes the first is then,
            the second now. A dot: these two exclude each other. Where a number meets itself, it stands alone.
            """
        return ([head] + blocks).joined(separator: "\n\n")
    }

    private func block(_ columns: Range<Int>) -> String {
        let head = "| |" + columns.map { " **\($0 + 1)** |" }.joined()
        let rule = "|---|" + columns.map { _ in "---|" }.joined()
        let rows = Situation.all.indices.map { row in
            "| **\(row + 1)** |" + columns.map { " \(text(of: matrix.cells[row][$0])) |" }.joined()
        }
        return (["### With \(columns.lowerBound + 1) to \(columns.upperBound)", "", head, rule] + rows).joined(separator: "\n")
    }

    private func text(of cell: Matrix.Cell?) -> String {
        guard let cell else { return "·" }
        return cell.then == cell.now ? cell.then.code : "\(cell.then.code)→\(cell.now.code)"
    }
}

extension Verdict {
    /// Two letters.
    fileprivate var code: String {
        switch self {
        case .certified: "CE"
        case .certifiedByCustodian: "CC"
        case .notRequired: "NR"
        case .uncertified: "UN"
        case .outOfScope: "OS"
        case .authorityUnrecognised: "AU"
        case .keyMismatch: "KM"
        case .notYetValid: "NV"
        case .expired: "EX"
        case .suspended: "SU"
        case .revoked: "RV"
        case .keyRevoked: "KR"
        case .keyCompromised: "KC"
        case .unknownSigner: "US"
        case .machine: "MA"
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .certified: "A credential of the signer's passes every rule."
        case .certifiedByCustodian:
            "As certified, but a connector holds the signer's key: it is the custodian's word that she signed."
        case .notRequired: "No competence was asked for."
        case .uncertified: "A competence was asked for, and the signer had no credential at all."
        case .outOfScope: "No credential covers the competence."
        case .authorityUnrecognised:
            "Whoever issued it was not recognised for the competence, was withdrawn, or did not issue it: a thief did, or the holder says so."
        case .keyMismatch: "The credential is bound to another key than the one that signed, and to none it descends from."
        case .notYetValid: "The credential's term had not begun."
        case .expired: "The credential's term had ended."
        case .suspended: "The signer, or the credential, was suspended."
        case .revoked: "The credential was revoked."
        case .keyRevoked: "The signing key was retired or lost."
        case .keyCompromised: "The signing key, or one that it descends from by a rotation since, was in other hands."
        case .unknownSigner: "The key was not the signer's before the label. Such an event is refused, so no cell here shows it."
        case .machine: "A model or a connector spoke for itself. Its key and standing are judged, nothing else."
        }
    }
}
