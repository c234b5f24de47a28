import Primitives
import Provenance

extension ShellCommand {
    /// For a dataset's evidence bundle. An id that reads as a subject is given as the subject that it is of.
    static func export(dataset: String, to file: String) -> ShellCommand {
        let name = dataset.utf8.starts(with: "dataset:".utf8) ? Subject.dataset(dataset).description : dataset
        return ShellCommand("touchmark", "export", .option("--dataset", name), .option("-o", file))
    }
}
