import Audit

/// Coefficients straight from their definitions, pair by pair.
enum SlowAgreement {
    static func alpha(_ rows: [[Int32?]], _ metric: Metric, numbers: [Int32: Double]) -> Double? {
        let units = columns(rows).filter { $0.count > 1 }
        let all = units.flatMap { $0 }
        let counts = all.reduce(into: [Double: Int]()) { $0[numbers[$1] ?? .nan, default: 0] += 1 }
        func distance(_ a: Int32, _ b: Int32) -> Double {
            guard let x = numbers[a], let y = numbers[b] else { return .nan }
            switch metric {
            case .nominal: return a == b ? 0 : 1
            case .interval: return (x - y) * (x - y)
            case .ordinal:
                let between = counts.reduce(0) { $1.key >= min(x, y) && $1.key <= max(x, y) ? $0 + $1.value : $0 }
                let ends = Double((counts[x] ?? 0) + (counts[y] ?? 0))
                let ranks = x == y ? 0 : Double(between) - ends / 2
                return ranks * ranks
            }
        }
        func sum(_ values: [Int32]) -> Double {
            var sum = 0.0
            for i in values.indices { for j in values.indices where i != j { sum += distance(values[i], values[j]) } }
            return sum
        }
        let observed = units.reduce(0) { $0 + sum($1) / Double($1.count - 1) } / Double(all.count)
        let expected = sum(all) / Double(all.count) / Double(all.count - 1)
        return expected > 0 ? 1 - observed / expected : nil
    }

    static func observed(_ rows: [[Int32?]]) -> Double {
        let units = columns(rows).filter { $0.count > 1 }
        let shares = units.map { unit in
            var same = 0
            for i in unit.indices { for j in unit.indices where i != j && unit[i] == unit[j] { same += 1 } }
            return Double(same) / Double(unit.count * (unit.count - 1))
        }
        return shares.reduce(0, +) / Double(shares.count)
    }

    /// Of ordered pairs whose first rating is the class, the share whose second is it too.
    static func agreement(on value: Int32, _ rows: [[Int32?]]) -> Double? {
        var (same, all) = (0, 0)
        for unit in columns(rows) {
            for i in unit.indices where unit[i] == value {
                for j in unit.indices where i != j {
                    all += 1
                    if unit[j] == value { same += 1 }
                }
            }
        }
        return all > 0 ? Double(same) / Double(all) : nil
    }

    static func cohen(_ first: [Int32?], _ second: [Int32?]) -> Double? {
        let pairs = zip(first, second).compactMap { a, b in a.flatMap { a in b.map { (a, $0) } } }
        let n = Double(pairs.count)
        let observed = Double(pairs.count { $0.0 == $0.1 }) / n
        let chance = Set(pairs.map(\.0)).reduce(0.0) { sum, value in
            sum + Double(pairs.count { $0.0 == value }) / n * Double(pairs.count { $0.1 == value }) / n
        }
        return chance < 1 ? (observed - chance) / (1 - chance) : nil
    }

    static func columns(_ rows: [[Int32?]]) -> [[Int32]] {
        (rows.first ?? []).indices.map { unit in rows.compactMap { $0[unit] } }
    }
}
