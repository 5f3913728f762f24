@testable import Archives
@testable import JSON
@testable import Model

/// What must hold of what a benchd.yaml says of a run, whatever bytes it is made of.
enum MarkProperties {
    static func check(_ bytes: [UInt8]) {
        do throws(MarkFault) {
            let mark = try MarkFile.mark(in: bytes)
            require(try MarkFile.mark(in: bytes) == mark, "a second reading differs")
            // A catalog that is built again reads the mark from its file: a rule that it breaks would lose it.
            require(try RunMark(json: parsed(mark.json)) == mark, "the mark read back is another")
            require(mark.exclusion == nil, "a file excludes a run")
            checkLimits(of: mark)
        } catch {
            check(error.problem)
        }
    }

    private static func checkLimits(of mark: RunMark) {
        let texts =
            [(MarkText.label, mark.label), (.note, mark.note)]
            + mark.tags.map { (MarkText.tag, Optional($0)) }
        for case (let kind, let text?) in texts {
            require(!text.isEmpty && text.utf8.count <= kind.byteLimit, "a \(kind.rawValue) breaks its limit")
            require(!text.utf8.contains(0), "a \(kind.rawValue) holds a control character")
        }
        require(mark.tags.count <= MarkText.tagLimit, "there are too many tags")
        require(Set(mark.tags).count == mark.tags.count, "a tag is there twice")
    }

    private static func check(_ problem: Problem) {
        require(problem.json.bytes.count < 1 << 12, "a problem of \(problem.json.bytes.count) bytes")
        require(problem.detail.hasSuffix("."), "a problem is no sentence")
        require(Problem(json: problem.json) == problem, "a problem is not read back")
    }

    private static func parsed(_ json: JSONValue) -> JSONValue {
        guard let value = try? JSONValue(parsing: json.bytes) else { fatalError("the mark is no JSON") }
        return value
    }

    private static func require(_ holds: Bool, _ message: @autoclosure () -> String) {
        guard holds else { fatalError(message()) }
    }
}
