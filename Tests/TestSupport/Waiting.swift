import Glibc

/// Waits for a condition that another thread brings about; false after two minutes, which a busy machine may need.
package func eventually(_ condition: () -> Bool) -> Bool {
    let end = ContinuousClock.now + .seconds(120)
    while !condition() {
        guard .now < end else { return false }
        usleep(2000)
    }
    return true
}
