import Model

/// How a file of settings is written, by its name.
enum VarFormat {
    case yaml
    case json
    case ini

    private static let endings: [(String, VarFormat)] = [
        (".yaml", .yaml), (".yml", .yaml), (".json", .json), (".ini", .ini), (".cfg", .ini), (".cnf", .ini),
        (".conf", .ini), (".fio", .ini), (".properties", .ini),
    ]
    /// Folders in which Ansible reads files without an ending as YAML.
    private static let folders: Set<String> = ["vars", "group_vars", "host_vars", "defaults"]

    /// The format of an entry; nil where it is no regular file, or where its name says no format.
    init?(_ entry: ConfigListing.Entry) {
        guard entry.kind == .file else { return nil }
        let parts = entry.path.lowercased().split(separator: "/")
        guard let name = parts.last else { return nil }
        if let format = Self.endings.first(where: { name.hasSuffix($0.0) })?.1 {
            self = format
        } else if parts.count > 1, Self.folders.contains(String(parts[parts.count - 2])), !name.contains(".")
        {
            self = .yaml
        } else {
            return nil
        }
    }
}
