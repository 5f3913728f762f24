import Glibc
import System

@main
enum Benchd {
    static func main() {
        StandardStream.openThoseClosed()
        // libarchive hands over names that are not ASCII only in a UTF-8 locale.
        setlocale(LC_CTYPE, "C.UTF-8")
        exit(
            Program.run(
                Array(Swift.CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.variables))
    }
}
