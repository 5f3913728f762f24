import TestSupport

/// A client in an array.
final class Box {
    var client: RawClient

    init(_ client: consuming RawClient) { self.client = client }
}
