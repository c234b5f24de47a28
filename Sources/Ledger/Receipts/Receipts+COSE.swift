package import Evidence
import MerkleLog
package import Primitives
package import Signatures

extension Receipts {
    /// An entry's receipt in COSE (RFC 9942), under the checkpoint of its batch if one of `signers` signed that, else under the
    /// newest; or under the one of `size`.
    ///
    /// The root is signed at this moment, and only where the same key has signed it as a note before: a store that was changed
    /// cannot have anything else signed.
    ///
    /// - Throws: `LedgerError.missing` if there is no such entry or checkpoint, if none of `signers` signed it, or if the
    ///   tree has one entry alone; `StoreError`.
    package func coseReceipt(for index: EntryIndex, size: TreeSize? = nil, by signers: [LogSigner]) throws -> COSEReceipt {
        let first = try receipt(for: index, size: size)
        if let made = try first.cose(by: signers) { return made }
        if size == nil, let newest = try store.read({ try $0.checkpoint() }),
            let made = try receipt(for: index, size: newest.size).cose(by: signers)
        {
            return made
        }
        throw LedgerError(
            .missing,
            "There is no receipt in COSE of entry \(index) at size \(first.inclusion.size): the log's key at hand did not sign "
                + "that tree, or it has one entry alone. Ask for a later size, or for the receipt as JSON.")
    }
}

extension Receipt {
    /// `nil` if none of `signers` signed the checkpoint, or the format cannot say it.
    fileprivate func cose(by signers: [LogSigner]) throws -> COSEReceipt? {
        let unchecked = try UncheckedCheckpoint(parsing: checkpoint)
        for signer in signers {
            guard case .valid(let verified) = unchecked.check(with: signer.vkey) else { continue }
            return COSEReceipt(inclusion, signer.sign(rootOf: verified, subject: COSEReceipt.subject(of: id)))
        }
        return nil
    }
}
