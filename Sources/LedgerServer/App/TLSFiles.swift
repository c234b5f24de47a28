import NIOSSL

extension ServerSettings {
    /// PEM files.
    package struct TLSFiles: Hashable, Sendable {
        /// The service's certificate first, then those that lead to its root.
        package var certificateChain: String
        package var privateKey: String

        package init(certificateChain: String, privateKey: String) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
        }
    }
}

extension ServerSettings.TLSFiles {
    private static let byteLimit = 1 << 20

    /// Sees to it before anything is opened that the files will do.
    ///
    /// - Throws: as `configuration`.
    package func check() throws { _ = try configuration() }

    /// - Throws: `ServiceFileError` if a file is missing, cannot be read, holds something else, or one does not fit the other.
    func configuration() throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        let chainBytes = try bytes(of: certificateChain, closed: 0)
        do { chain = try NIOSSLCertificate.fromPEMBytes(chainBytes) } catch { chain = [] }
        guard !chain.isEmpty else {
            throw ServiceFileError(.damaged, "\(certificateChain) holds no certificate in PEM. Name the file with the chain.")
        }
        let key: NIOSSLPrivateKey
        // Its group may read it: what renews certificates is mostly another user.
        let keyBytes = try bytes(of: privateKey, closed: 0o007)
        do { key = try NIOSSLPrivateKey(bytes: keyBytes, format: .pem) } catch {
            throw ServiceFileError(
                .damaged, "\(privateKey) holds no private key in PEM, or one with a passphrase. Name the file with the key.")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        // RFC 8996: older ones are not to be used.
        configuration.minimumTLSVersion = .tlsv12
        do { _ = try NIOSSLContext(configuration: configuration) } catch {
            throw ServiceFileError(
                .damaged,
                "\(privateKey) is not the key of the first certificate in \(certificateChain). Name the two that belong together."
            )
        }
        return configuration
    }

    private func bytes(of path: String, closed: UInt32) throws -> [UInt8] {
        guard let read = try ServiceFile.read(path, limit: Self.byteLimit, closed: closed) else {
            throw ServiceFileError(.inaccessible, "There is no file \(path). Put it there, or name another one.")
        }
        return read.bytes
    }
}
