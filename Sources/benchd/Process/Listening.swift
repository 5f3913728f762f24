import HTTP

/// Where `benchd serve` listens.
struct Listening {
    let address: ListenAddress
    /// The socket that systemd has passed, instead of the address.
    let passedSocket: CInt?

    /// By the option, else as a platform or systemd wants it, else by default.
    ///
    /// - Throws: `UsageError` for an address that is none, `CommandFault` for a socket that cannot be used.
    init(_ values: OptionValues, environment: [String: String]) throws {
        let option = "--listen"
        passedSocket = try PassedSocket.descriptor(environment: environment)
        // Render and its kind say so where the world shall find a service.
        if passedSocket == nil, values.texts(option) == nil, let text = environment["PORT"], !text.isEmpty {
            guard let port = UInt16(text) else {
                throw UsageError(
                    message: "PORT in the environment must be a port such as 10000, not \"\(text)\"")
            }
            address = ListenAddress(host: "0.0.0.0", port: port)
            return
        }
        address = try values.value(option, example: "127.0.0.1:8000", ListenAddress.init)
        if let passedSocket, values.texts(option) != nil {
            try PassedSocket.expect(passedSocket, at: address, values.title(option))
        }
    }
}
