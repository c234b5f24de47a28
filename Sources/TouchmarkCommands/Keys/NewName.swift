import Primitives
import Signatures

/// What a log, a witness or an auditor is called for ever, when it is made.
enum NewName {
    /// A name that a vkey may have, and that everybody sees as it is written: what is printed of it can be given back.
    static func isAllowed(_ name: String) -> Bool {
        // U+FFFD is what bytes that are no UTF-8 were read as.
        VerifierKey.isValidName(name) && !name.unicodeScalars.contains("\u{FFFD}")
            && VisibleText.showingControls(name).isSpelled(as: name)
    }
}
