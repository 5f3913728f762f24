import JSON
import Model
import System

/// The listing of a config as the catalog keeps it: JSON text.
///
/// What is damaged is made again from the files.
package enum ListingCodec {
    static func entry(_ text: String) throws(CatalogError) -> ConfigListing.Entry {
        guard let entry = ConfigListing.Entry(json: try json(text)) else { throw damaged }
        return entry
    }

    static func notes(_ text: String) throws(CatalogError) -> [String] {
        try elements(text) { $0.string }
    }

    static func findings(_ text: String) throws(CatalogError) -> [SecretFinding] {
        try elements(text, SecretFinding.init(json:))
    }

    private static func elements<Element>(
        _ text: String, _ element: (JSONValue) -> Element?
    ) throws(CatalogError) -> [Element] {
        try (json(text).elements ?? []).map { (json) throws(CatalogError) in
            guard let element = element(json) else { throw damaged }
            return element
        }
    }

    private static func json(_ text: String) throws(CatalogError) -> JSONValue {
        do {
            return try JSONValue(parsing: Array(text.utf8))
        } catch {
            throw damaged
        }
    }

    static var damaged: CatalogError {
        CatalogError(operation: "read", message: "a listing is damaged", cause: .content)
    }
}

extension ConfigListing.Entry {
    fileprivate init?(json: JSONValue) {
        guard let index = json["index"]?.integer, let path = json["path"]?.string,
            let kind = json["type"]?.string.flatMap(ConfigListing.Kind.init),
            let byteCount = json["size"]?.integer,
            let compressed = json["compressed_size"]?.integer, let method = json["method"]?.string,
            let crc = json["crc32"]?.string.flatMap({ UInt32($0, radix: 16) }),
            let isEncrypted = json["encrypted"]?.bool, let offset = json["offset"]?.integer
        else { return nil }
        self.init(
            index: index, path: path, rawPath: json["path_bytes"]?.string.flatMap(Hexadecimal.bytes),
            kind: kind,
            byteCount: byteCount, compressedByteCount: compressed, method: method, crc32: crc,
            permissions: json["mode"]?.string.flatMap { UInt16($0, radix: 8) },
            modified: json["modified"]?.string, isEncrypted: isEncrypted, offset: offset,
            target: json["target"]?.string)
    }
}
