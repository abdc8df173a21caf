import Display
import Figures
import Foundation
import Testing

@Suite struct GalleryTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GALLERY"] != nil), arguments: Theme.Name.allCases)
  func gallery(_ name: Theme.Name) throws {
    let folder = ProcessInfo.processInfo.environment["GALLERY"]!
    for example in ChartExample.all {
      let scene = Figures.scene(for: .chart(example.chart), theme: .named(name))!
      for format in FigureFormat.allCases {
        try FigureFile.write(scene, to: "\(folder)/\(example.name)-\(name).\(format)", as: format)
      }
    }
  }
}
