extension Route {
    /// Every address of the site; where a path fits several patterns, the first is meant.
    static let all: [Route] = [
        Route("/", .get, .read, .compute(.none, Site.runsPage), .runsPage),
        Route("/benchmarks/{uuid}", .get, .read, .compute(.run, Site.runPage), .runPage),
        Route("/benchmarks/{uuid}.html", .get, .read, .compute(.run, Site.citablePage), .citablePage),
        Route(
            "/benchmarks/{uuid}/config", .get, .read, .compute(.run, Site.configFilesPage), .configFilesPage),
        Route(
            "/compare/config", .get, .read, .compute(.comparedRuns, Site.configComparisonPage),
            .configComparisonPage),
        Route("/compare", .get, .read, .compute(.chosenSides, Site.comparisonPage), .comparisonPage),
        Route("/trends", .get, .read, .compute(.none, Site.trendsPage), .trendsPage),
        Route("/upload", .get, .read, .lookUp(Site.uploadPage), .uploadPage),
        Route("/api", .get, .read, .compute(.none, Site.apiPage), .apiPage),
        Route("/login", .get, .open, .lookUp(Site.loginPage), .loginPage),
        Route("/login", .post, .session, .form(Site.logIn), .logIn),
        Route("/logout", .post, .session, .lookUp(Site.logOut), .logOut),
        Route("/inbox", .get, .read, .compute(.none, Site.inboxPage), .inboxPage),

        Route("/api/benchmarks", .get, .read, .compute(.none, Site.runList), .runList),
        Route("/api/benchmarks/{uuid}", .get, .read, .lookUp(Site.report), .report),
        Route("/api/benchmarks/{uuid}/summary", .get, .read, .compute(.run, Site.summary), .summary),
        Route("/api/benchmarks/{uuid}/series", .get, .read, .compute(.run, Site.series), .series),
        Route("/api/benchmarks/{uuid}/part", .get, .read, .lookUp(Site.part), .part),
        Route("/api/benchmarks/{uuid}/audit", .get, .read, .compute(.run, Site.audit), .audit),
        Route("/api/benchmarks/{uuid}/receipt", .get, .read, .lookUp(Site.receipt), .receipt),
        Route("/benchmarks/{uuid}/chart.svg", .get, .read, .compute(.run, Site.chart), .chart),
        Route("/benchmarks/{uuid}/badge.svg", .get, .badge, .compute(.run, Site.badge), .badge),
        Route("/api/compare", .get, .read, .compute(.sides, Site.comparison), .comparison),
        Route("/api/trends", .get, .read, .compute(.none, Site.trend), .trend),
        Route("/api/plan", .get, .read, .compute(.none, Site.plan), .plan),
        Route("/api/benchmarks/{uuid}/standing", .get, .read, .compute(.run, Site.standing), .standing),
        Route("/api/benchmarks/{uuid}/config", .get, .read, .lookUp(Site.config), .config),
        Route(
            "/api/benchmarks/{uuid}/config/files", .get, .read, .compute(.run, Site.configFiles), .configFiles
        ),
        Route(
            "/api/benchmarks/{uuid}/config/files/{path}", .get, .read, .compute(.run, Site.configEntry),
            .configFile),
        Route(
            "/api/compare/config", .get, .read, .compute(.comparedRuns, Site.configComparison),
            .configComparison),
        Route("/api/export", .get, .read, .compute(.none, Site.export), .export),
        Route("/api/upload", .post, .upload, .form(Site.upload), .upload),
        Route("/api/inbox", .get, .read, .compute(.none, Site.inbox), .inbox),

        Route("/api/events", .get, .read, .stream(Site.events), .events),
        Route("/healthz", .get, .status, .lookUp(Site.health), .health),
        Route("/readyz", .get, .status, .lookUp(Site.readiness), .readiness),
        Route("/metrics", .get, .read, .compute(.none, Site.metrics), .metrics),
        Route("/api/openapi.json", .get, .read, .compute(.none, Site.openAPI), .openAPI),
        Route("/favicon.ico", .get, .open, .lookUp(Site.favicon), .favicon),
        Route("/assets/{path}", .get, .open, .lookUp(Site.asset), .asset),
    ]

    /// The routes that a path fits, in the order of the table, with what the path has at the names of their patterns.
    static func matches(_ path: [String]) -> [(route: Route, path: PathPattern.Match)] {
        all.compactMap { route in route.pattern.match(path).map { (route, $0) } }
    }
}
