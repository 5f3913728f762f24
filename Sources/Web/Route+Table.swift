extension Route {
    /// Every address of the site; where a path fits several patterns, the first is meant.
    static let all: [Route] = [
        Route("/", .get, .read, .compute(.none, Site.runsPage), lasts: .minute, .runsPage),
        Route("/benchmarks/{uuid}", .get, .read, .compute(.run, Site.runPage), lasts: .library, .runPage),
        Route(
            "/benchmarks/{uuid}.html", .get, .read, .compute(.run, Site.citablePage), lasts: .library,
            .citablePage),
        Route(
            "/benchmarks/{uuid}/config", .get, .read, .compute(.run, Site.configFilesPage), lasts: .run,
            .configFilesPage),
        Route(
            "/compare/config", .get, .read, .compute(.comparedRuns, Site.configComparisonPage),
            lasts: .library, .configComparisonPage),
        Route(
            "/compare", .get, .read, .compute(.chosenSides, Site.comparisonPage), lasts: .library,
            .comparisonPage),
        Route("/trends", .get, .read, .compute(.none, Site.trendsPage), lasts: .library, .trendsPage),
        Route("/upload", .get, .read, .lookUp(Site.uploadPage), .uploadPage),
        Route("/api", .get, .read, .compute(.none, Site.apiPage), .apiPage),
        Route("/login", .get, .open, .lookUp(Site.loginPage), .loginPage),
        Route("/login", .post, .session, .form(Site.logIn), .logIn),
        Route("/logout", .post, .session, .lookUp(Site.logOut), .logOut),
        Route("/alerts", .get, .read, .compute(.none, Site.alertsPage), .alertsPage),
        Route("/inbox", .get, .read, .compute(.none, Site.inboxPage), .inboxPage),

        Route("/api/benchmarks", .get, .read, .compute(.none, Site.runList), lasts: .library, .runList),
        Route(
            "/api/benchmarks/{uuid}", .get, .read, .lookUp(Site.report), lasts: .run,
            .report),
        Route(
            "/api/benchmarks/{uuid}/summary", .get, .read, .compute(.run, Site.summary), lasts: .run, .summary
        ),
        Route(
            "/api/benchmarks/{uuid}/series", .get, .read, .compute(.run, Site.series), lasts: .run, .series),
        Route(
            "/api/benchmarks/{uuid}/part", .get, .read, .lookUp(Site.part), lasts: .run,
            .part),
        Route("/api/benchmarks/{uuid}/audit", .get, .read, .compute(.run, Site.audit), lasts: .run, .audit),
        Route("/api/benchmarks/{uuid}/receipt", .get, .read, .lookUp(Site.receipt), lasts: .run, .receipt),
        Route(
            "/benchmarks/{uuid}/chart.svg", .get, .read, .compute(.run, Site.chart), lasts: .library, .chart),
        Route(
            "/benchmarks/{uuid}/badge.svg", .get, .badge, .compute(.run, Site.badge), lasts: .library, .badge),
        Route("/api/compare", .get, .read, .compute(.sides, Site.comparison), lasts: .library, .comparison),
        Route("/api/trends", .get, .read, .compute(.none, Site.trend), lasts: .library, .trend),
        Route("/api/plan", .get, .read, .compute(.none, Site.plan), lasts: .library, .plan),
        Route(
            "/api/benchmarks/{uuid}/standing", .get, .read, .compute(.run, Site.standing), lasts: .library,
            .standing),
        Route("/api/benchmarks/{uuid}/config", .get, .read, .lookUp(Site.config), lasts: .run, .config),
        Route(
            "/api/benchmarks/{uuid}/config/files", .get, .read, .compute(.run, Site.configFiles), lasts: .run,
            .configFiles
        ),
        Route(
            "/api/benchmarks/{uuid}/config/files/{path}", .get, .read, .compute(.run, Site.configEntry),
            lasts: .run, .configFile),
        Route(
            "/api/compare/config", .get, .read, .compute(.comparedRuns, Site.configComparison),
            lasts: .library, .configComparison),
        Route("/api/export", .get, .read, .compute(.none, Site.export), needs: .all, .export),
        Route("/api/upload", .post, .upload, .form(Site.upload), .upload),
        Route("/api/inbox", .get, .read, .compute(.none, Site.inbox), .inbox),

        Route("/api/events", .get, .read, .stream(Site.events), .events),
        Route("/healthz", .get, .status, .lookUp(Site.health), .health),
        Route("/readyz", .get, .status, .lookUp(Site.readiness), .readiness),
        Route("/metrics", .get, .read, .compute(.none, Site.metrics), .metrics),
        Route("/api/openapi.json", .get, .read, .compute(.none, Site.openAPI), .openAPI),
        Route("/results", .get, .open, .lookUp(Site.oldRuns), .oldRuns),
        Route("/results/{uuid}", .get, .open, .lookUp(Site.oldRun), .oldRun),
        Route(
            "/api/results/{uuid}", .get, .read, .lookUp(Site.oldReport), lasts: .run,
            .oldReport),
        Route("/api/results/{uuid}/config", .get, .read, .lookUp(Site.config), lasts: .run, .oldConfig),
        Route("/favicon.ico", .get, .open, .lookUp(Site.favicon), .favicon),
        Route("/assets/{path}", .get, .open, .lookUp(Site.asset), .asset),
    ]

    /// The routes that a path fits, in the order of the table, with what the path has at the names of their patterns.
    static func matches(_ path: [String]) -> [(route: Route, path: PathPattern.Match)] {
        guard let first = path.first, let routes = byFirstSegment[first] else { return [] }
        return routes.compactMap { route in route.pattern.match(path).map { (route, $0) } }
    }

    private static let byFirstSegment = Dictionary(grouping: all) { $0.pattern.firstSegment }
}
