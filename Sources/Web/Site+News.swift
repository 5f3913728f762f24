import HTTP
import Model
import System

// A library that others file into: what they have acknowledged is shown at once.
extension Site {
    /// An answer that lacks nothing of what its route must not lack.
    ///
    /// It may read bytes over a network, so no thread of the server makes it; one that was kept is given again.
    func fresh(_ route: Route, _ visit: Visit, _ reloadCount: UInt64) -> Answer {
        let answer = { @Sendable [self] () -> Answer in
            keptAnswer(route, visit, reloadCount) ?? .work { [self] in made(route, visit, reloadCount) }
        }
        guard !runs.isCaughtUp else { return answer() }
        return .awaited({ [runs] in runs.whenCaughtUp($0) }, answer)
    }

    private func made(_ route: Route, _ visit: Visit, _ reloadCount: UInt64) -> Response {
        WorkNote.during("\(visit.request.method) \(visit.request.target)") {
            do throws(Problem) {
                switch try answer(route, visit, reloadCount) {
                case .response(let response): return response
                case .work(let work): return work()
                // No route with news of runs takes a body or sends a stream.
                case .stream, .form, .awaited: throw .nothing(at: visit.request)
                }
            } catch {
                return error.response(to: visit.request, visit.look)
            }
        }
    }
}
