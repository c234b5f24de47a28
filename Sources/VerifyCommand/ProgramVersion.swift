/// Of all programs of the product.
package enum ProgramVersion {
    package static let text = "0.1.0"
}
