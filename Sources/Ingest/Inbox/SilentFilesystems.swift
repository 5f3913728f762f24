import Store

extension Directory {
    /// Why inotify would not tell of changes made elsewhere (statfs(2)); nil where it would.
    func silentFilesystem() -> String? {
        guard let type = filesystemType() else { return nil }
        let name: String? =
            switch type {
            case 0x6969: "NFS"
            case 0x517B, 0xFF53_4D42, 0xFE53_4D42: "SMB"
            case 0x6573_5546: "FUSE"
            case 0x0102_1997: "9P"
            default: nil
            }
        return name.map { "inotify is silent on \($0)" }
    }
}
