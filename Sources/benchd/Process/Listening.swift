import HTTP
import System

/// Where `benchd serve` listens.
struct Listening {
    let address: ListenAddress
    /// The socket that systemd has passed, instead of the address.
    let passedSocket: CInt?

    private static let option = "--listen"

    /// A socket that systemd passes, or an address.
    ///
    /// - Throws: `UsageError` for an address that is none, `CommandFault` for a socket that cannot be used.
    init(_ values: OptionValues, environment: [String: String]) throws {
        passedSocket = try PassedSocket.descriptor(environment: environment)
        address = try Self.address(values, environment: environment)
        if let passedSocket, values.texts(Self.option) != nil {
            try PassedSocket.expect(passedSocket, at: address, values.title(Self.option))
        }
    }

    /// The address by the option, else as a platform wants it, else by default.
    ///
    /// - Throws: `UsageError` for what is none.
    static func address(
        _ values: OptionValues, environment: [String: String] = ProcessEnvironment.variables
    ) throws(UsageError) -> ListenAddress {
        // Render and its kind say so where the world shall find a service.
        if values.texts(option) == nil, let text = environment["PORT"], !text.isEmpty {
            guard let port = UInt16(text) else {
                throw UsageError(
                    message: "PORT in the environment must be a port such as 10000, not \"\(text)\"")
            }
            return ListenAddress(host: "0.0.0.0", port: port)
        }
        return try values.value(option, example: "127.0.0.1:8000", ListenAddress.init)
    }
}
