import HTTP
import Model

/// One address of the site: its path, its methods, who may use it, what answers it, for how long, and what is said of it.
final class Route: Sendable {
    /// The methods that a route understands.
    struct Methods: Sendable {
        let names: [String]

        static let get = Methods(names: ["GET", "HEAD"])
        static let post = Methods(names: ["POST"])
    }

    /// What answers a visit, by what the answer costs.
    enum Handler: Sendable {
        typealias Responder = @Sendable (Site) -> (Visit) throws(Problem) -> Response

        /// No more than a look-up: done on the server's thread.
        case lookUp(Responder)
        /// Computed by a worker, from the reports or archives of some runs.
        case compute(Opened, Responder)
        /// Sends what happens from now on.
        case stream(@Sendable (Site) -> (Visit) throws(Problem) -> Answer)
        /// Takes the body of the request as a form.
        case form(@Sendable (Site) -> (Visit) throws(Problem) -> FormUpload)
    }

    /// The runs whose report or archive is read for an answer; a file that is sent as it is counts as not read.
    enum Opened: Sendable {
        case none
        /// The run that the path names.
        case run
        /// The runs that the query names.
        case comparedRuns
        /// The runs that are sides of a comparison.
        case sides
        /// The same, of which there may be fewer than two, or none that can be read.
        case chosenSides
    }

    /// What an answer must not lack of what other processes have filed, where the library is shared.
    enum News: Sendable {
        /// It says nothing of runs.
        case none
        /// Everything.
        case all
    }

    let pattern: PathPattern
    let methods: Methods
    let access: AccessRule
    let handler: Handler
    let lasting: Lasting
    let news: News
    let operation: DescribedOperation

    init(
        _ pattern: String, _ methods: Methods, _ access: AccessRule, _ handler: Handler,
        lasts lasting: Lasting = .never, needs news: News? = nil, _ operation: DescribedOperation
    ) {
        self.pattern = PathPattern(pattern)
        self.methods = methods
        self.access = access
        self.handler = handler
        self.lasting = lasting
        self.news = news ?? (lasting == .never ? .none : .all)
        self.operation = operation
    }

    /// The route as the description of the API shows it.
    var described: DescribedRoute {
        DescribedRoute(pattern: pattern.text, methods: methods.names, access: access, operation: operation)
    }

    /// Refuses what the description of the route does not have: a parameter that is passed over would change what the answer
    /// means.
    ///
    /// - Throws: `Problem` for a parameter that is not described, and for one that is there twice.
    func expectKnownParameters(_ request: Request) throws(Problem) {
        if operation.ignoresFurtherParameters { return }
        _ = try Parameters(request, operation.queryNames)
    }
}

/// A request for a route.
struct Visit: Sendable {
    let request: Request
    let path: PathPattern.Match
    let look: Look
    let visitor: Visitor

    /// The run that the path names.
    var run: RunReference { path.run }

    /// The runs that its answer opens.
    ///
    /// - Throws: `Problem` for a query that cannot be read.
    func runs(_ opened: Route.Opened) throws(Problem) -> [RunReference] {
        switch opened {
        case .none: []
        case .run: [run]
        case .comparedRuns: try ConfigComparisonReader.references(request)
        case .sides: try ComparisonQuery(request).items.map(\.run)
        case .chosenSides: ComparisonQuery.references(request)
        }
    }
}
