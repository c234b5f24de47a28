package import Primitives
package import Provenance
package import Signatures

/// A key and whose it is, from the entry that introduced it.
package struct StoredKey: Hashable, Sendable {
    package let key: PublicKey
    package let actor: Actor
    package let index: EntryIndex

    package init(key: PublicKey, actor: Actor, index: EntryIndex) {
        self.key = key
        self.actor = actor
        self.index = index
    }
}

/// That an entry touches a subject: one step of the subject's history.
package struct SubjectTouch: Hashable, Sendable {
    package let subject: Subject
    package let index: EntryIndex

    package init(_ subject: Subject, _ index: EntryIndex) {
        self.subject = subject
        self.index = index
    }
}

package struct DatasetRow: Hashable, Sendable {
    package let dataset: String
    package let title: String
    package let index: EntryIndex

    package init(dataset: String, title: String, index: EntryIndex) {
        self.dataset = dataset
        self.title = title
        self.index = index
    }
}

package struct ItemRow: Hashable, Sendable {
    package let dataset: String
    package let item: String
    package let index: EntryIndex

    package init(dataset: String, item: String, index: EntryIndex) {
        self.dataset = dataset
        self.item = item
        self.index = index
    }
}

package struct ActorRow: Hashable, Sendable {
    package let actor: Actor
    package let custody: Custody
    package let index: EntryIndex

    package init(actor: Actor, custody: Custody, index: EntryIndex) {
        self.actor = actor
        self.custody = custody
        self.index = index
    }
}

package struct CredentialRow: Hashable, Sendable {
    package let subject: Subject
    package let annotator: String
    package let competence: String
    package let validFrom: Timestamp
    package let validUntil: Timestamp
    package let index: EntryIndex

    package init(
        subject: Subject, annotator: String, competence: String, validFrom: Timestamp, validUntil: Timestamp,
        index: EntryIndex
    ) {
        self.subject = subject
        self.annotator = annotator
        self.competence = competence
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.index = index
    }
}

/// What follows from entries and nothing else: it can be thrown away and made anew.
///
/// A store relies on what the vocabulary says: an entry makes at most one label version, and that entry touches the `label:` of
/// this version; an id, a key, an item, a credential is introduced once.
package struct DerivedRows: Sendable {
    package var events: [(id: EventID, index: EntryIndex)] = []
    /// In the order of the log.
    package var touches: [SubjectTouch] = []
    package var keys: [StoredKey] = []
    package var datasets: [DatasetRow] = []
    package var items: [ItemRow] = []
    package var labels: [LabelVersion] = []
    package var actors: [ActorRow] = []
    package var credentials: [CredentialRow] = []

    package init() {}
}
