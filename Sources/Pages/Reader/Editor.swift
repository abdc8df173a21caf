import Display
import Foundation

/// Lets an editor change a text: writes it to a file of its own, waits for the editor to end, reads it back.
///
/// - Parameters:
///   - name: part of the file's name, so that the reader sees what is being edited.
///   - command: a shell command to which the file's path is added.
/// - Throws: `Diagnostic` when the editor cannot be started, fails, or leaves something that is not text.
func editText(_ text: String, named name: String, with command: String) throws -> String {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nnlearn-" + UUID().uuidString)
  let safeName = String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
  let file = folder.appendingPathComponent(safeName + ".swift")
  do {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try text.write(to: file, atomically: false, encoding: .utf8)
  } catch {
    throw Diagnostic(
      "edit-file-not-writable", "The cell could not be written to \(folder.path) for editing.",
      hint: "Make room there, or set TMPDIR to a folder that can be written.", details: "\(error)")
  }
  defer { try? FileManager.default.removeItem(at: folder) }
  // `system` leaves Control-C and Control-\ to the editor while it waits.
  let status = system("\(command) '\(file.path.replacing("'", with: "'\\''"))'")
  guard status == 0 else {
    throw Diagnostic(
      "editor-failed", "The editor \"\(command)\" did not end well, so the cell is unchanged.",
      hint: "Set EDITOR to the command of an editor that is installed, for example EDITOR=nano.")
  }
  guard let edited = try? String(contentsOf: file, encoding: .utf8) else {
    throw Diagnostic(
      "edited-cell-unreadable", "What the editor left is not UTF-8 text, so the cell is unchanged.",
      hint: "Save the cell as UTF-8.")
  }
  // Editors end a file with a line break; cells do not.
  return edited.hasSuffix("\n") && !text.hasSuffix("\n") ? String(edited.dropLast()) : edited
}
