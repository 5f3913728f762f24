import Glibc
import Model
import System

extension PostgresPool {
    /// For so long a database may be away: another primary takes half a minute.
    private static let absence = Duration.seconds(60)
    private static let pauseInMicroseconds: UInt32 = 200_000

    /// Runs a transaction, once more where another one was in the way, the answer to COMMIT was lost, or the database is away for a
    /// while.
    ///
    /// - Throws: `LibraryError`.
    func patiently<Result>(
        _ body: (PostgresConnection) throws(FilingFault) -> Result
    ) throws(LibraryError) -> Result {
        let end = ContinuousClock.now + Self.absence
        while true {
            let fault: FilingFault
            do throws(PostgresError) {
                let result = try with { connection in
                    Swift.Result { () throws(FilingFault) in try body(connection) }
                }
                switch result {
                case .success(let value): return value
                case .failure(let failure): fault = failure
                }
            } catch {
                fault = .database(error)
            }
            guard case .database(let error) = fault, error.mayPass, .now < end else {
                throw fault.asLibraryError
            }
            usleep(Self.pauseInMicroseconds)
        }
    }
}

extension PostgresError {
    /// Whether the same may succeed a moment later.
    fileprivate var mayPass: Bool {
        if case .unreachable = self { true } else { isWorthAnotherAttempt }
    }
}
