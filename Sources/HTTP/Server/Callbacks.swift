import CMicroHTTPD
import Glibc

/// What libmicrohttpd calls, on its threads.
enum Callbacks {
    /// The callbacks of one server, which keeps the context alive until its daemon has stopped.
    static func table(context: ServerContext) -> benchd_callbacks {
        // Named with their type: a C function pointer cannot capture the metatype behind a bare name.
        benchd_callbacks(
            admit: { context, _, _ in Callbacks.admit(context) },
            handle: { _, connection, _, method, version, data, size, slot in
                Callbacks.handle(connection, method, version, data, size, slot)
            },
            complete: { _, connection, slot, _ in Callbacks.complete(connection, slot) },
            notify: { context, connection, _, event in Callbacks.notify(context, connection, event) },
            begin: { context, target, connection in Callbacks.begin(context, target, connection) },
            log: { context, format, arguments in Callbacks.log(context, format, arguments) },
            context: Unmanaged.passUnretained(context).toOpaque())
    }

    private static func server(_ context: UnsafeMutableRawPointer?) -> ServerContext? {
        context.map { Unmanaged<ServerContext>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether a new connection is taken; libmicrohttpd closes it at once where it is not.
    private static func admit(_ context: UnsafeMutableRawPointer?) -> MHD_Result {
        server(context)?.inFlight.isStopping == false ? .YES : .NO
    }

    /// A request line has come: the exchange's only reference goes to libmicrohttpd, until ``complete(_:_:)``.
    private static func begin(
        _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
    ) -> UnsafeMutableRawPointer? {
        guard let context = server(context), let connection else { return nil }
        let descriptor = Connection(connection).descriptor
        guard let request = FramedConnection.takeRequest(of: descriptor) else { return nil }
        let exchange = Exchange(
            request, seenTarget: target.map { String(cString: $0) } ?? "", context: context)
        return Unmanaged.passRetained(exchange).toOpaque()
    }

    private static func handle(
        _ connection: OpaquePointer?, _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?,
        _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>?,
        _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> MHD_Result {
        guard let connection, let method, let version, let size, let exchange = slot?.pointee else {
            return .NO
        }
        let chunk = [UInt8](UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : size.pointee))
        size.pointee = 0
        let mayGoOn = Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue().proceed(
            Connection(connection), method: String(cString: method), version: String(cString: version), chunk)
        return mayGoOn ? .YES : .NO
    }

    private static func complete(
        _ connection: OpaquePointer?, _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) {
        guard let connection, let slot, let exchange = slot.pointee else { return }
        Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue().end(Connection(connection))
        slot.pointee = nil
    }

    private static func notify(
        _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
        _ event: MHD_ConnectionNotificationCode
    ) {
        guard let context = server(context), let connection = connection.map(Connection.init) else { return }
        switch event {
        case .CONNECTION_NOTIFY_STARTED:
            FramedConnection.attach(connection, context)
            context.deadlines.open(
                connection.id, descriptor: connection.descriptor,
                address: context.handler.countedAddress(of: connection.peer))
        case .CONNECTION_NOTIFY_CLOSED:
            context.deadlines.close(connection.id)
            FramedConnection.detach(connection.descriptor)
        @unknown default: break
        }
    }

    private static func log(
        _ context: UnsafeMutableRawPointer?, _ format: UnsafePointer<CChar>?, _ arguments: CVaListPointer?
    ) {
        guard let format, let arguments else { return }
        var line = [CChar](repeating: 0, count: 1024)
        let count = Int(vsnprintf(&line, line.count, format, arguments))
        let bytes = line.prefix(max(0, min(count, line.count - 1))).map(UInt8.init(bitPattern:))
        let message = bytes.filter { $0 >= 0x20 }
        server(context)?.report(String(decoding: message, as: UTF8.self))
    }
}
