import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import System
@testable import Web

/// What is served of a template directory, and what is not.
@Suite struct AssetTests: ~Copyable {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "benchd-assets-\(UUID())")
    private let assets: Assets

    init() throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "assets/css"), withIntermediateDirectories: true)
        assets = try Assets(in: try Directory(FilePath(folder.path)))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ text: String, to name: String, changed: Date? = nil) throws {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        if let changed {
            try FileManager.default.setAttributes([.modificationDate: changed], ofItemAtPath: file.path)
        }
    }

    @Test(arguments: [
        (["css", "a.css"], "text/css; charset=utf-8"), (["a.js"], "text/javascript; charset=utf-8"),
        (["a.svg"], "image/svg+xml"), (["a.min.js"], "text/javascript; charset=utf-8"),
    ])
    func `a file has the type of its name`(path: [String], type: String) throws {
        try write("x", to: "assets/" + path.joined(separator: "/"))
        #expect(try assets.response(path)?.headers["Content-Type"] == type)
    }

    @Test(arguments: [
        ["secret.js"], [".hidden.js"], ["css", ".hidden.js"], ["link.js"], ["linked", "a.js"],
        ["..", "secret.js"],
        ["css", "..", "a.js"], ["css"], ["css", ""], [], [""], ["a.js\0.css"], ["a.exe"], ["a"],
        ["a.js", "b.js"],
    ])
    func `nothing else is served`(path: [String]) throws {
        let manager = FileManager.default
        for name in [
            "secret.js", "assets/.hidden.js", "assets/css/.hidden.js", "assets/a.js", "assets/a.exe",
            "assets/a",
        ] {
            try write("x", to: name)
        }
        try manager.createSymbolicLink(
            at: folder.appending(path: "assets/link.js"),
            withDestinationURL: folder.appending(path: "secret.js"))
        try manager.createSymbolicLink(
            at: folder.appending(path: "assets/linked"), withDestinationURL: folder)
        #expect(try assets.response(path) == nil)
    }

    @Test func `a compressed form is used unless it is older`() throws {
        let now = Date()
        try write("plain", to: "assets/a.js", changed: now)
        try write("packed", to: "assets/a.js.gz", changed: now)
        #expect(try assets.response(["a.js"])?.gzipped != nil)
        try write("packed", to: "assets/a.js.gz", changed: now - 1)
        #expect(try assets.response(["a.js"])?.gzipped == nil)
    }

    @Test func `a file of its version may be kept for good, but not once it has changed`() throws {
        try write("one", to: "assets/css/a.css")
        let assets = try Assets(in: try Directory(FilePath(folder.path)))
        let kept = { (version: String) in
            try assets.response([version, "css", "a.css"])?.headers["Cache-Control"]
        }
        #expect(try kept(assets.version) == "public, max-age=31536000, immutable")
        #expect(try kept("v0123456789abcdef") == nil)
        #expect(try assets.response(["css", "a.css"])?.headers["Cache-Control"] == nil)
        #expect(try assets.response([assets.version, "css", "b.css"]) == nil)
        #expect(try assets.response([assets.version]) == nil)
        try write("two", to: "assets/css/a.css")
        #expect(try kept(assets.version) == nil)
        #expect(try assets.response([assets.version, "css", "a.css"]) != nil)
        #expect(try Assets(in: try Directory(FilePath(folder.path))).version != assets.version)
    }

    @Test func `a changed file has another tag`() throws {
        try write("one", to: "assets/a.js")
        let tag = try assets.response(["a.js"])?.entityTag
        #expect(try assets.response(["a.js"])?.entityTag == tag)
        try write("two", to: "assets/a.js")
        #expect(try assets.response(["a.js"])?.entityTag != tag)
    }
}
