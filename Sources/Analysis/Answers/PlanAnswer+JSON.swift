package import JSON
import Model
import System

extension PlanAnswer {
    /// The answer as the API serves it (docs/api.md).
    package var json: JSONValue {
        [
            "source": .text(rig), "filesystems": .array(filesystems.map { .string($0) }),
            "metrics": .array(metrics.map { .string($0) }), "as_of": .string(asOf.description),
            "repeats": plan.repeats?.json ?? nil, "minutes": .double(plan.minutes),
            "order": .array(plan.order.map { .string($0) }), "noise": plan.noise?.json ?? nil,
            "noise_unknown": .text(noiseGap?.rawValue), "tests": .integer(plan.testCount),
            "error": .double(Judge.alpha),
        ]
    }
}
