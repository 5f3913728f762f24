extension Schema {
    /// The schemas that have a name in `components/schemas`.
    enum Name: String, CaseIterable {
        case problem = "Problem"
        case trouble = "Trouble"
        case health = "Health"
        case readiness = "Readiness"
        case upload = "Upload"
        case inbox = "Inbox"
        case runList = "RunList"
        case run = "Run"
        case receipt = "Receipt"
        case report = "Report"
        case summary = "Summary"
        case benchmark = "Benchmark"
        case cell = "Cell"
        case metric = "Metric"
        case auditPage = "AuditPage"
        case finding = "Finding"
        case auditCounts = "AuditCounts"
        case rawSeries = "RawSeries"
        case bucketedSeries = "BucketedSeries"
        case drawnSeries = "DrawnSeries"
        case comparison = "Comparison"
        case comparedCell = "ComparedCell"
        case setupDifference = "SetupDifference"
        case noise = "Noise"
        case standing = "Standing"
        case trend = "Trend"
        case plan = "Plan"
        case exportLine = "ExportLine"
        case configListing = "ConfigListing"
        case configMember = "ConfigMember"
        case configComparison = "ConfigComparison"
        case runEvent = "RunEvent"
        case inboxEvent = "InboxEvent"
        case troubleEvent = "TroubleEvent"
        case resetEvent = "ResetEvent"

        /// What the name stands for.
        var schema: Schema {
            switch self {
            case .problem: .problem
            case .trouble: .trouble
            case .health: .health
            case .readiness: .readiness
            case .upload: .upload
            case .inbox: .inbox
            case .runList: .runList
            case .run: .run
            case .receipt: .receipt
            case .report: .report
            case .summary: .summary
            case .benchmark: .benchmark
            case .cell: .cell
            case .metric: .metric
            case .auditPage: .auditPage
            case .finding: .finding
            case .auditCounts: .auditCounts
            case .rawSeries: .rawSeries
            case .bucketedSeries: .bucketedSeries
            case .drawnSeries: .drawnSeries
            case .comparison: .comparison
            case .comparedCell: .comparedCell
            case .setupDifference: .setupDifference
            case .noise: .noise
            case .standing: .standing
            case .trend: .trend
            case .plan: .plan
            case .exportLine: .exportLine
            case .configListing: .configListing
            case .configMember: .configMember
            case .configComparison: .configComparison
            case .runEvent: .runEvent
            case .inboxEvent: .inboxEvent
            case .troubleEvent: .troubleEvent
            case .resetEvent: .resetEvent
            }
        }
    }
}
