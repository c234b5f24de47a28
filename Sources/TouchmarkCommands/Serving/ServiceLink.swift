/// A variable that Kubernetes sets for a service beside the pod, unless `enableServiceLinks` is false: one of the name
/// `touchmark-log` gives `TOUCHMARK_LOG_SERVICE_HOST` and `TOUCHMARK_LOG_PORT`.
enum ServiceLink {
    static func isOne(_ name: String, _ value: String) -> Bool {
        let isAddress = ["tcp://", "udp://", "sctp://"].contains { value.hasPrefix($0) }
        if name.hasSuffix("_PORT"), isAddress { return true }
        return name.contains(/_SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?$/)
            || name.contains(/_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/)
    }
}
