import Foundation

// Files from disk, and the files that come with the package.

package func fileName(_ path: String) -> String { URL(filePath: path).lastPathComponent }

/// The most bytes that are read of a file, and that may come out of a compressed one: 512 MiB. Full MNIST has 47.
let largestFile = 512 << 20

/// A file's bytes, unpacked if gzip compressed them. Throws `DataProblem` with the system's reason. Only plain files are
/// read: a pipe or a device could go on forever.
func readFile(_ path: String) throws(DataProblem) -> [UInt8] {
  let bytes = try readWhole(path)
  return Gzip.isCompressed(bytes) ? try Gzip.unpacked(bytes, file: fileName(path)) : bytes
}

private func readWhole(_ path: String) throws(DataProblem) -> [UInt8] {
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw DataProblem(path, "the file cannot be opened: \(String(cString: strerror(errno))).")
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw DataProblem(path, "expected a file; this is a folder or a device.")
  }
  guard status.st_size <= largestFile else {
    throw DataProblem(
      path, "expected a file of at most \(largestFile) bytes; got \(status.st_size). Use a part of it.")
  }
  do {
    return try [UInt8](Data(contentsOf: URL(filePath: path)))
  } catch {
    throw DataProblem(path, "the file cannot be read: \(String(cString: strerror(errno))).")
  }
}

/// The data folder that is installed beside the library. It is looked for beside the dynamic library that holds this
/// code, so that another program can load it, then beside the running program.
package func packagedFile(_ name: String) throws(DataProblem) -> [UInt8] {
  let folders = [libraryFolder, executableFolder].compactMap { $0 }
  for folder in folders {
    let path = "\(folder)/nnlearn_Datasets.resources/Data/\(name)"
    if FileManager.default.fileExists(atPath: path) { return try readFile(path) }
  }
  throw DataProblem(
    name,
    "expected the folder nnlearn_Datasets.resources beside the program; it is not in "
      + folders.joined(separator: " or ") + ". Build again, or copy it there.")
}

/// The folder of the file that this code was loaded from, by the kernel's list of what lies where in memory:
/// "7f21c000-7f22d000 r-xp 00000000 08:01 1234   /path/to/libNNLearnKit.so".
private var libraryFolder: String? {
  let address = UInt(bitPattern: #dsohandle)
  // Its size is said to be 0, so it is read line by line to its end.
  guard let maps = fopen("/proc/self/maps", "r") else { return nil }
  defer { fclose(maps) }
  var buffer = [CChar](repeating: 0, count: 8192)
  while fgets(&buffer, Int32(buffer.count), maps) != nil {
    let line = String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
    guard ends.count == 2, ends[0] <= address, address < ends[1], let path = line.firstIndex(of: "/") else { continue }
    return folder(of: String(line[path...]))
  }
  return nil
}

private var executableFolder: String? {
  (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).flatMap(folder)
}

private func folder(of path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return URL(filePath: String(cString: resolved)).deletingLastPathComponent().path
}

/// Writes a file whole or not at all: beside it first, flushed to disk, then put in its place in one step.
///
/// Throws `DataProblem` with the system's reason.
package func writeFile(_ bytes: [UInt8], to path: String) throws(DataProblem) {
  func failed() -> DataProblem {
    DataProblem(
      path, "the file cannot be written: \(String(cString: strerror(errno))). Choose a folder that can be written to.")
  }
  let draft = "\(path).\(getpid()).part"
  let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard file >= 0 else { throw failed() }
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count > 0 {
      rest = rest.dropFirst(count)
    } else if errno != EINTR {
      break
    }
  }
  let isWhole = rest.isEmpty && fsync(file) == 0
  guard close(file) == 0, isWhole, rename(draft, path) == 0 else {
    let problem = failed()
    unlink(draft)
    throw problem
  }
  // The folder's entry too must outlast a power cut; some file systems cannot flush folders, which is no harm.
  let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
  if folder >= 0 {
    fsync(folder)
    close(folder)
  }
}
