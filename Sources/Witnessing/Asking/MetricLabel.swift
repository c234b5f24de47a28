/// Names as values of labels in Prometheus' text format. By scalars: a quote with an accent upon it is another Character, and
/// still ends the value.
enum MetricLabel {
    static func escaped(_ name: String) -> String {
        var result = "".unicodeScalars
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\\", "\"": result.append(contentsOf: ["\\", scalar])
            case "\n": result.append(contentsOf: ["\\", "n"])
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
