import CYaml
import Model

/// What stands in YAML, in the order of the text.
enum YAMLEvent: Equatable {
    case documentStart
    case documentEnd
    case listStart(anchor: String?)
    case mapStart(anchor: String?)
    /// Of a list or a map.
    case collectionEnd
    /// The text is nil where it is longer than a value may be; the tag is nil where none is written.
    case scalar(String?, tag: String?, anchor: String?, lines: ClosedRange<Int>)
    case alias(String, lines: ClosedRange<Int>)
}

/// libyaml's parser of events (yaml.h, version 0.2.5), which follows no alias and builds nothing.
final class YAMLParser {
    // The parser has pointers to itself and to the text, so that both keep their places.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let valueByteCount: Int

    /// A parser of UTF-8 that hands over texts of at most so many bytes; nil where there is no memory for it.
    init?(_ bytes: [UInt8], valueByteCount: Int = ConfigVars.Limits.valueByteCount) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        self.parser = parser
        self.valueByteCount = valueByteCount
        text = .allocate(capacity: bytes.count)
        _ = text.initialize(from: bytes)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event; nil after the last.
    func next() throws(YAMLFault) -> YAMLEvent? {
        while true {
            var raw = yaml_event_t()
            guard yaml_parser_parse(parser, &raw) == 1 else {
                throw YAMLFault(reason: "is broken YAML at line \(line(parser.pointee.problem_mark))")
            }
            defer { yaml_event_delete(&raw) }
            switch raw.type {
            case YAML_STREAM_START_EVENT: continue
            case YAML_DOCUMENT_START_EVENT: return .documentStart
            case YAML_DOCUMENT_END_EVENT: return .documentEnd
            case YAML_SEQUENCE_START_EVENT: return .listStart(anchor: string(raw.data.sequence_start.anchor))
            case YAML_MAPPING_START_EVENT: return .mapStart(anchor: string(raw.data.mapping_start.anchor))
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
            case YAML_SCALAR_EVENT: return scalar(raw)
            case YAML_ALIAS_EVENT:
                return .alias(string(raw.data.alias.anchor) ?? "", lines: lines(of: raw))
            default: return nil
            }
        }
    }

    /// Where the next event begins, from 1.
    var currentLine: Int { line(parser.pointee.mark) }

    private func scalar(_ event: yaml_event_t) -> YAMLEvent {
        let scalar = event.data.scalar
        let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let isKept = bytes.count <= valueByteCount
        return .scalar(
            isKept ? String(decoding: bytes, as: UTF8.self) : nil, tag: string(scalar.tag),
            anchor: string(scalar.anchor), lines: lines(of: event))
    }

    private func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    /// From 1; an event that ends at the start of a line ends on the line before.
    private func lines(of event: yaml_event_t) -> ClosedRange<Int> {
        let first = line(event.start_mark)
        let end = line(event.end_mark) - (event.end_mark.column == 0 ? 1 : 0)
        return first...max(first, end)
    }

    private func line(_ mark: yaml_mark_t) -> Int { Int(clamping: mark.line) + 1 }
}

/// Why a text cannot be read as YAML; never with a part of it.
struct YAMLFault: Error, Equatable {
    /// Goes on after the file's name: "is broken YAML at line 3".
    let reason: String
}
