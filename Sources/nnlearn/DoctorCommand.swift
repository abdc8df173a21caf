import ArgumentParser
import Commands
import Display
import Foundation

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Says what this machine lacks, and the command that mends it.")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let doctor = Doctor(places: .current(), environment: ProcessInfo.processInfo.environment)
    let findings = doctor.findings()
    if json {
      print(String(decoding: try Wire.encode(findings), as: UTF8.self))
    } else {
      findings.forEach { print($0.text) }
    }
    if findings.contains(where: { $0.state == .missing }) { throw Ending.missing }
  }
}
