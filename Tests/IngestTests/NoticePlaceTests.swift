import Testing

@testable import Ingest
@testable import System

@Suite struct `The place of a notice` {
    private static func repeated(_ text: String, _ count: Int, _ end: String) -> String {
        String(repeating: text, count: count) + end
    }

    private static let places: [(path: String, place: String?)] = [
        ("x.json", "x.json.json"),
        ("rig/night/config.zip", "rig/night/config.zip.json"),
        ("rig/x.json/y.json", "rig/x.json/y.json.json"),
        (repeated("d/", 32, "x.json"), repeated("d/", 32, "x.json.json")),
        (repeated("d/", 33, "x.json"), nil),
        (repeated(repeated("d", 250, "/"), 4, "123456789012345678901"), nil),
        (repeated("d", 256, "/x.json"), nil),
        ("rig/x.json.json/y.json", nil),
        ("x.zip.json/y.json", nil),
        (repeated("d", 250, ".json/y.json"), nil),
    ]

    @Test(arguments: places)
    func `is its path with .json, where that is short and no other's`(path: String, place: String?) {
        #expect(NoticePlace.usual(for: FilePath(path)) == place.map { FilePath($0) })
    }

    @Test func `by digest is never that of a path`() {
        let place = NoticePlace.byDigest(of: "rig/x.json")
        #expect(
            place
                == ".by-digest/45392213942bd426c2916b272697edc0ff1560c6857c367ada20da40ed67094f.json"
        )
        #expect(!NoticePlace.givesPath(place) && !place.isOfDrop)
    }
}
