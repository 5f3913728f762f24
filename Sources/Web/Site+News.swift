import HTTP
import Model
import System

// A library that others file into: what they have acknowledged is shown at once.
extension Site {
    /// An answer that lacks nothing of what its route must not lack.
    ///
    /// It waits for news and may read bytes over a network, so no thread of the server makes it.
    func fresh(_ route: Route, _ visit: Visit, _ reloadCount: UInt64) -> Answer {
        .work { [self] in
            WorkNote.during("\(visit.request.method) \(visit.request.target)") {
                if needsNews(route, visit) { runs.catchUp() }
                do throws(Problem) {
                    switch try answer(route, visit, reloadCount) {
                    case .response(let response): return response
                    case .work(let work): return work()
                    // No route with news of runs takes a body or sends a stream.
                    case .stream, .form: throw .nothing(at: visit.request)
                    }
                } catch {
                    return error.response(to: visit.request, visit.look)
                }
            }
        }
    }

    private func needsNews(_ route: Route, _ visit: Visit) -> Bool {
        switch route.news {
        case .none: return false
        case .all: return true
        case .unknownRun:
            guard case .id(let id) = visit.run else { return true }
            return !runs.knows(id)
        }
    }
}
