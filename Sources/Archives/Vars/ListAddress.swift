import Model

/// What the elements of a list are called.
enum ListAddress {
    /// The key of a filesystem that has the name of the folder of its results, which reports use as the filesystem's name.
    static let resultFolder = "result_dir"
    private static let filesystemKeys = ["filesystem", "name"]
    private static let driverKeys = ["driver", "docker_driver", "storage_driver"]

    /// A name for each element, all different: by what the element says, else by its place.
    static func names(of elements: [VarNode]) -> [String] {
        var used: Set<String> = []
        return elements.enumerated().map { place, element in
            var name = name(of: element) ?? "[\(place)]"
            while !used.insert(name).inserted { name += " [\(place)]" }
            return name
        }
    }

    /// By what an element can be addressed; nil for nothing.
    private static func name(of element: VarNode) -> String? {
        func first(_ keys: [String]) -> String? {
            keys.lazy.compactMap { element.text(of: $0) }.first {
                !$0.isEmpty && $0.utf8.count <= ConfigVars.Limits.pathByteCount / 4
            }
        }
        if let folder = first([resultFolder]) { return folder }
        if let filesystem = first(filesystemKeys), let driver = first(driverKeys) {
            return "\(filesystem)_\(driver)"
        }
        return first(["name"])
    }
}
