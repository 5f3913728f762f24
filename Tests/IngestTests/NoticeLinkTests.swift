import Testing

@testable import Ingest
@testable import JSON
@testable import Model
@testable import System

/// What a notice says of the run's page.
@Suite struct NoticeLinkTests {
    @Test(arguments: ["", "/bench"])
    func `a notice links to the run below the base path`(base: String) throws {
        let inbox = try TemporaryInbox()
        let id = try #require(RunID("0123456789ab"))
        let notices = try InboxNotices(inbox: inbox.directory, links: Links(base: base))
        try notices.write(.filed(.accepted, id), digest: nil, for: "rig/x.json", at: .now())
        let notice = try #require(inbox.content(".receipts/rig/x.json.json"))
        let link = try JSONValue(parsing: Array(notice.utf8))["link"]
        #expect(link == .string("\(base)/benchmarks/0123456789ab"))
    }

    @Test func `a notice of a rejection has no link`() throws {
        let inbox = try TemporaryInbox()
        let notices = try InboxNotices(inbox: inbox.directory, links: Links())
        try notices.write(
            .rejected(Problem(.reportShape, "x")), digest: nil, for: "rig/x.json", at: .now())
        let notice = try #require(inbox.content(".receipts/rig/x.json.json"))
        #expect(try JSONValue(parsing: Array(notice.utf8))["link"] == JSONValue.null)
    }
}
