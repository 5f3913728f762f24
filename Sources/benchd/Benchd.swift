import FoundationEssentials
import Glibc

@main
enum Benchd {
    static func main() {
        StandardStream.openThoseClosed()
        // libarchive hands over names that are not ASCII only in a UTF-8 locale.
        setlocale(LC_CTYPE, "C.UTF-8")
        let process = ProcessInfo.processInfo
        exit(Program.run(Array(process.arguments.dropFirst()), environment: process.environment))
    }
}
