import Analysis
import Glibc
import System

extension JUnitReport {
    /// Writes the report; what a file holds already is replaced.
    func write(to path: String) throws(CommandFault) {
        guard let file = fopen(path, "we") else { throw Self.fault("open", path) }
        let bytes = Array(xml.utf8)
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0
        let fault = isWritten ? nil : Self.fault("write", path)
        guard fclose(file) == 0 else { throw fault ?? Self.fault("close", path) }
        if let fault { throw fault }
    }

    private static func fault(_ operation: String, _ path: String) -> CommandFault {
        CommandFault("--junit: \(FileError.current(operation, FilePath(path)))")
    }
}
