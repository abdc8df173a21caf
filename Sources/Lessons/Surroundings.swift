internal import CProcess
import Foundation

/// What lies around a lesson now: files, folders and the environment that its cells see.
struct Surroundings {
  /// Where relative paths start.
  let folder: String
  let files: CacheFiles

  /// The present value of an input: what `RunRecord` keeps, so that equal values mean that nothing has changed.
  func value(of input: CellInput) -> String {
    switch input.kind {
    case .contents, .made: contents(of: input.name).value
    case .listing: look(input.name) { nn_look_listing($0, 0, $1) }
    case .tree: look(input.name) { nn_look_listing($0, 1, $1) }
    case .presence: look(input.name) { nn_look_status($0, 0, 0, $1) }
    case .status: look(input.name) { nn_look_status($0, 1, 0, $1) }
    case .linkStatus: look(input.name) { nn_look_status($0, 1, 1, $1) }
    case .link: (try? FileManager.default.destinationOfSymbolicLink(atPath: path(input.name))).map { "=" + $0 } ?? ""
    case .variable: KernelProcess.environment[input.name].map { "=" + $0 } ?? ""
    case .environment:
      KernelProcess.environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "\n")
    case .workingFolder: folder
    case .declared: declared(input.name)
    }
  }

  /// A file's stamp, and its value: "12 bytes, digest …", or what stands in its place. A folder's is that it is one.
  func contents(of name: String) -> (stamp: String, value: String) { files.contents(of: path(name)) }

  func path(_ name: String) -> String { name.hasPrefix("/") ? name : name == "." ? folder : folder + "/" + name }

  /// When a file was last changed; nil: it is not there.
  func date(of name: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: path(name)))?[.modificationDate] as? Date
  }

  private func look(_ name: String, _ look: (String, UnsafeMutablePointer<CChar>) -> Void) -> String {
    CacheFiles.look(at: path(name), look)
  }

  /// Of a file, a folder with all that is in it, or all that a pattern matches: "3 files of 120 bytes, digest …".
  private func declared(_ pattern: String) -> String {
    var (count, size, print) = (0, 0, Fingerprint())
    for path in matches(of: pattern) {
      for file in filesBelow(path) {
        let (stamp, value) = files.contents(of: file)
        print.add(file.hasPrefix(folder + "/") ? String(file.dropFirst(folder.count + 1)) : file)
        print.add(value)
        count += 1
        size += Int(stamp.prefix { $0 != " " }) ?? 0
      }
    }
    return count == 0 ? "absent" : "\(count) \(count == 1 ? "file" : "files") of \(size) bytes, \(print)"
  }

  /// The paths that a pattern of the option `reads` leads to.
  func matches(of pattern: String) -> [String] {
    guard pattern.contains(where: "*?[".contains) else {
      return FileManager.default.fileExists(atPath: path(pattern)) ? [path(pattern)] : []
    }
    let start = pattern.hasPrefix("/") ? "" : folder.flatMap { "*?[\\".contains($0) ? "\\\($0)" : String($0) } + "/"
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(start + pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }

  /// The file itself, or all those in a folder, sorted; a folder stands for itself, too.
  private func filesBelow(_ path: String) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return [path]
    }
    let below = (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
    return [path] + below.map { path + "/" + $0 }
  }
}
