import Foundation
import UnixSignals

extension UnixSignal {
    /// Those on which a service finishes what it accepted and leaves. A hangup is none of them where whoever started it had it
    /// ignored, as nohup does: then the service is to outlive its terminal.
    static var stopping: [UnixSignal] {
        // To ask is to set.
        let former = signal(SIGHUP, SIG_IGN)
        guard unsafeBitCast(former, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else { return [.sigterm, .sigint] }
        signal(SIGHUP, former)
        return [.sigterm, .sigint, .sighup]
    }
}
