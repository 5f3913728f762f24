import JSON

extension DescribedOperation {
    /// Whether conditions and ranges apply to the answers.
    var isConditional: Bool { answers.contains(where: \.isConditional) }

    /// The name of the operation with a method.
    func id(of method: String) -> String {
        method == "HEAD" ? "head" + id.dropFirst("get".count) : id
    }
}

extension DescribedParameter {
    /// The parameter object (OpenAPI 3.1, section 4.8.12).
    var json: JSONValue {
        [
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
            "description": .string(text), "schema": schema.json,
        ]
    }
}

extension DescribedForm {
    /// The request body object (OpenAPI 3.1, section 4.8.13).
    var json: JSONValue {
        [
            "required": true,
            "content": [
                "multipart/form-data": [
                    "schema": schema.json,
                    "encoding": .object(
                        types.map { .init($0.part, ["contentType": .string($0.type)]) }),
                    "examples": [
                        "smallest": [
                            "summary": "An empty report of a rig",
                            "value": .object(example.map { .init($0.part, .string($0.text)) }),
                        ]
                    ],
                ]
            ],
        ]
    }
}

extension DescribedAnswer {
    /// The response object (OpenAPI 3.1, section 4.8.17).
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("description", .string(text)),
            .init("headers", .headers(headers + (isConditional ? [.vary] : []) + [.cacheControl])),
        ]
        if !contents.isEmpty {
            members.append(.init("content", .object(contents.map { .init($0.type, $0.json) })))
        }
        if !links.isEmpty { members.append(.init("links", .object(links.map { .init($0.name, $0.json) }))) }
        return .object(members)
    }

    /// The same to HEAD.
    var withoutContent: DescribedAnswer {
        DescribedAnswer(
            status: status, text: text, contents: [], headers: headers, isConditional: isConditional)
    }

    /// The same, or a problem of its status.
    var orProblem: DescribedAnswer {
        let problem = Content(
            type: "application/problem+json", schema: .ref(problemOf: status))
        return DescribedAnswer(
            status: status, text: text,
            contents: contents + [problem, Content(type: "text/html", schema: nil)],
            headers: headers, links: links, isConditional: isConditional)
    }

    /// Some bytes of it.
    var partial: DescribedAnswer {
        DescribedAnswer(
            status: 206, text: "The bytes that were asked for: \(text)",
            contents: contents.map { Content(type: $0.type, schema: nil) }, headers: headers + [.contentRange]
        )
    }
}

extension DescribedAnswer.Content {
    /// The media type object (OpenAPI 3.1, section 4.8.14).
    var json: JSONValue {
        if let schema { return ["schema": schema.json] }
        if let lines { return ["x-line-schema": lines.json] }
        if !events.isEmpty {
            return [
                "x-event-schemas": .object(events.map { .init($0.rawValue, Schema.ref($0.schema).json) })
            ]
        }
        return [:]
    }
}

extension DescribedLink {
    /// The link object (OpenAPI 3.1, section 4.8.20).
    var json: JSONValue {
        [
            "operationId": .string(operation),
            "parameters": .object(parameters.map { .init($0.name, .string($0.expression)) }),
            "description": .string(text),
        ]
    }
}

extension JSONValue {
    /// Header fields by their names.
    static func headers(_ headers: [DescribedHeader]) -> JSONValue {
        .object(
            headers.map { header in
                .init(
                    header.name,
                    [
                        "description": .string(header.text), "required": .bool(header.isRequired),
                        "schema": header.schema.json,
                    ])
            })
    }
}
