import Model

extension RunQuery {
    /// The parameters that leave runs out.
    static let filterNames = [
        "q", "source", "rig", "benchmark", "filesystem", "family", "driver", "label", "has_config", "since",
        "until",
    ]
    /// The parameters that say in which order runs come, how many, and after which run.
    static let pageNames = ["sort", "limit", "cursor"]

    /// Reads which runs are asked for; a filter without a value leaves out none, as in a form that is not filled in.
    ///
    /// `cursor` is left to the caller where a page may end within a run.
    ///
    /// - Throws: `Problem` for what cannot be read.
    init(_ parameters: Parameters, limit: Int, most: Int) throws(Problem) {
        self.init()
        let filters = parameters.dropping(emptyOf: Self.filterNames)
        words = filters["q"]
        source = filters["source"]
        rig = filters["rig"]
        benchmark = filters["benchmark"]
        filesystem = filters["filesystem"]
        family = filters["family"]
        driver = filters["driver"]
        label = filters["label"]
        hasConfig = try filters.flag("has_config")
        since = try filters.time("since")
        until = try filters.time("until")
        order = try parameters.choice("sort", of: RunOrder.self) ?? .newest
        self.limit = try parameters.number("limit", 1...most) ?? limit
    }

    /// Goes on after a cursor; nil for the beginning.
    ///
    /// - Throws: `Problem` for a cursor of another order.
    mutating func begin(after cursor: RunCursor?) throws(Problem) {
        guard cursor?.isOf(order) ?? true else {
            throw Problem(
                .requestMalformed,
                "The parameter cursor is of a list in another order than sort=\(order.rawValue);"
                    + " take the cursor of an answer in this order, or begin without one.")
        }
        self.cursor = cursor
    }
}
