import CLinux
import Glibc

/// The signals that the main thread waits for (sigwait(3)); blocked in every thread.
struct TerminationSignals {
    enum Signal {
        case stop
        case reload
        /// What starts on a thread of its own has started, or cannot.
        case started
    }

    private var set = sigset_t()

    /// To be made before the first thread: threads inherit what is blocked.
    init() {
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1] { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // SIGIO tells the holder of a lease of a writer (fcntl(2)), SIGXFSZ that a file may not grow (setrlimit(2)): both
        // would end the process.
        for signal in [SIGPIPE, SIGIO, SIGXFSZ] { Glibc.signal(signal, SIG_IGN) }
    }

    /// Sleeps until one comes.
    mutating func next() -> Signal {
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        return switch number {
        case SIGHUP: .reload
        case SIGUSR1: .started
        default: .stop
        }
    }
}
