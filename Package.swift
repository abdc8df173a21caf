// swift-tools-version: 6.1
import PackageDescription

// The rooms and their arrows are explained in Docs/ARCHITECTURE.md; a test reads this file and fails on a forbidden arrow.
let package = Package(
  name: "nnlearn",
  products: [
    .executable(name: "nnlearn", targets: ["nnlearn"]),
    .executable(name: "nnlearn-kernel", targets: ["nnlearn-kernel"]),
    .library(name: "NNLearnKit", type: .dynamic, targets: ["NNLearnKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The maths side: what cells import.
    .target(name: "Tensors"),
    .target(name: "CCallSite"),
    .target(name: "Autodiff", dependencies: ["Tensors", "CCallSite"]),
    .target(name: "Networks", dependencies: ["Autodiff"]),
    .target(name: "Optimizers", dependencies: ["Autodiff"]),
    .target(name: "Datasets", dependencies: ["Tensors"], resources: [.copy("Data")]),
    .target(name: "Training", dependencies: ["Networks", "Optimizers", "Datasets"]),
    .target(name: "Display"),
    .target(name: "Explain", dependencies: ["Training", "Display"]),
    .target(name: "CProcess"),
    .target(
      name: "NNLearnKit",
      dependencies: [
        "Tensors", "Autodiff", "Networks", "Optimizers", "Datasets", "Training", "Display", "Explain", "CCallSite",
        "CProcess",
      ]),
    .executableTarget(name: "nnlearn-kernel"),

    // The lesson side: what reads, runs and shows lessons.
    .systemLibrary(name: "CCairo", pkgConfig: "pangocairo"),
    .target(name: "CGraphviz", linkerSettings: [.linkedLibrary("gvc"), .linkedLibrary("cgraph")]),
    .systemLibrary(name: "CChafa", pkgConfig: "chafa"),
    .systemLibrary(name: "CCmark", pkgConfig: "libcmark-gfm"),
    .target(name: "Figures", dependencies: ["Display", "CCairo", "CGraphviz", "CChafa"]),
    .target(name: "Markup", dependencies: ["CCmark"]),
    .target(name: "Lessons", dependencies: ["Markup", "Display", "CProcess", "Yams"]),
    .target(name: "Pages", dependencies: ["Lessons", "Figures"]),
    .target(name: "Commands", dependencies: ["Pages", "Lessons", "Figures", "Display"]),
    .executableTarget(
      name: "nnlearn",
      dependencies: ["Commands", "Pages", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(name: "AutodiffTests", dependencies: ["Autodiff", "Networks", "Optimizers"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets"]),
    .testTarget(name: "TrainingTests", dependencies: ["Training"]),
    .testTarget(name: "ExplainTests", dependencies: ["Explain"]),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"], exclude: ["Snapshots"]),
    .testTarget(name: "MarkupTests", dependencies: ["Markup"]),
    .testTarget(name: "LessonsTests", dependencies: ["Lessons"], exclude: ["BrokenCells"]),
    .testTarget(name: "PagesTests", dependencies: ["Pages"], exclude: ["Snapshots"]),
    .testTarget(name: "CommandTests", dependencies: ["Commands"]),
  ]
)

// Every Swift target has a page that introduces it.
let inC: Set = ["CCallSite", "CProcess", "CGraphviz"]
for target in package.targets where [.regular, .executable].contains(target.type) && !inC.contains(target.name) {
  target.exclude.append("README.md")
}
