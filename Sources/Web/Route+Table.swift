extension Route {
    /// Every address of the site; where a path fits several patterns, the first is meant.
    static let all: [Route] = [
        Route("/", .get, .read, .compute(.none, Site.runsPage)),
        Route("/benchmarks/{uuid}", .get, .read, .compute(.run, Site.runPage)),
        Route("/benchmarks/{uuid}/config", .get, .read, .compute(.run, Site.configFilesPage)),
        Route("/compare/config", .get, .read, .compute(.comparedRuns, Site.configComparisonPage)),
        Route("/login", .get, .open, .lookUp(Site.loginPage)),
        Route("/login", .post, .session, .form(Site.logIn)),
        Route("/logout", .post, .session, .form(Site.logOut)),
        Route("/inbox", .get, .read, .compute(.none, Site.inboxPage)),

        Route("/api/upload", .post, .upload, .form(Site.upload)),
        Route("/api/inbox", .get, .read, .compute(.none, Site.inbox)),
        Route("/api/compare/config", .get, .read, .compute(.comparedRuns, Site.configComparison)),
        Route("/api/export", .get, .read, .compute(.none, Site.export)),
        Route("/api/compare", .get, .read, .compute(.sides, Site.comparison)),
        Route("/api/trends", .get, .read, .compute(.none, Site.trend)),
        Route("/api/plan", .get, .read, .compute(.none, Site.plan)),
        Route("/api/benchmarks", .get, .read, .compute(.none, Site.runList)),
        Route("/api/benchmarks/{uuid}", .get, .read, .lookUp(Site.report)),
        Route("/api/benchmarks/{uuid}/config", .get, .read, .lookUp(Site.config)),
        Route("/api/benchmarks/{uuid}/config/files", .get, .read, .compute(.run, Site.configFiles)),
        Route("/api/benchmarks/{uuid}/config/files/{path}", .get, .read, .compute(.run, Site.configEntry)),
        Route("/api/benchmarks/{uuid}/receipt", .get, .read, .lookUp(Site.receipt)),
        Route("/api/benchmarks/{uuid}/summary", .get, .read, .compute(.run, Site.summary)),
        Route("/api/benchmarks/{uuid}/audit", .get, .read, .compute(.run, Site.audit)),
        Route("/api/benchmarks/{uuid}/series", .get, .read, .compute(.run, Site.series)),
        Route("/api/benchmarks/{uuid}/standing", .get, .read, .compute(.run, Site.standing)),
        Route("/api/benchmarks/{uuid}/part", .get, .read, .lookUp(Site.part)),

        Route("/api/events", .get, .read, .stream(Site.events)),

        Route("/metrics", .get, .read, .compute(.none, Site.metrics)),
        Route("/readyz", .get, .status, .lookUp(Site.readiness)),
        Route("/healthz", .get, .status, .lookUp(Site.health)),
        Route("/favicon.ico", .get, .open, .lookUp(Site.favicon)),
        Route("/assets/{path}", .get, .open, .lookUp(Site.asset)),
    ]

    /// The routes that a path fits, in the order of the table, with what the path has at the names of their patterns.
    static func matches(_ path: [String]) -> [(route: Route, path: PathPattern.Match)] {
        all.compactMap { route in route.pattern.match(path).map { (route, $0) } }
    }
}
