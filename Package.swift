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
  // A target names every module that its files import: what a module reaches only through another is not rebuilt
  // when that other changes.
  targets: [
    // The maths side: what cells import.
    .target(name: "Numerals"),
    .target(name: "Statistics", dependencies: ["Numerals"]),
    .target(name: "Tensors", dependencies: ["Numerals"]),
    .target(name: "CCallSite"),
    .target(name: "Autodiff", dependencies: ["Numerals", "Tensors", "CCallSite", "CKernels"]),
    .target(name: "CKernels"),
    .target(name: "Planning", dependencies: ["Numerals", "Tensors", "Autodiff", "CKernels"]),
    .target(name: "Networks", dependencies: ["Numerals", "Tensors", "Autodiff"]),
    .target(name: "Optimizers", dependencies: ["Numerals", "Tensors", "Autodiff"]),
    .target(name: "CDataFiles", linkerSettings: [.linkedLibrary("png"), .linkedLibrary("z")]),
    .target(name: "Datasets", dependencies: ["Numerals", "Tensors", "CDataFiles"], resources: [.copy("Data")]),
    .target(
      name: "Training",
      dependencies: ["Numerals", "Tensors", "Autodiff", "Planning", "Networks", "Optimizers", "Datasets"]),
    .target(
      name: "Insight",
      dependencies: ["Numerals", "Tensors", "Autodiff", "Networks", "Optimizers", "Datasets", "Training"]),
    .target(name: "CProcess"),
    .target(
      name: "Parallel",
      dependencies: [
        "Numerals", "Tensors", "Autodiff", "Planning", "Networks", "Optimizers", "Datasets", "Training", "CProcess",
      ]),
    .target(name: "Display", dependencies: ["Numerals", "Statistics"]),
    .target(
      name: "Explain",
      dependencies: [
        "Tensors", "Autodiff", "Planning", "Networks", "Optimizers", "Datasets", "Training", "Insight", "Statistics",
        "Display", "Parallel",
      ]),
    .target(name: "CObserve"),
    .target(
      name: "NNLearnKit",
      dependencies: [
        "Numerals", "Tensors", "Autodiff", "Planning", "Networks", "Optimizers", "Datasets", "Training", "Insight",
        "Display", "Explain", "Statistics", "Parallel", "CCallSite", "CProcess",
      ]),
    .executableTarget(name: "nnlearn-kernel", dependencies: ["CObserve"]),

    // The lesson side: what reads, runs and shows lessons.
    .systemLibrary(name: "CCairo", pkgConfig: "pangocairo"),
    .target(name: "CGraphviz", linkerSettings: [.linkedLibrary("gvc"), .linkedLibrary("cgraph")]),
    .systemLibrary(name: "CChafa", pkgConfig: "chafa"),
    .systemLibrary(name: "CCmark", pkgConfig: "libcmark-gfm"),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebpmux"),
    .target(name: "Figures", dependencies: ["Display", "CCairo", "CGraphviz", "CChafa", "CWebP"]),
    .target(name: "Markup", dependencies: ["Numerals", "CCmark"]),
    .target(name: "Lessons", dependencies: ["Numerals", "Markup", "Display", "CProcess", "Yams"]),
    .target(name: "Pages", dependencies: ["Numerals", "Display", "Markup", "Lessons", "Figures"]),
    .target(name: "Commands", dependencies: ["Numerals", "Display", "Markup", "Lessons", "Figures", "Pages"]),
    .executableTarget(
      name: "nnlearn",
      dependencies: [
        "Display", "Lessons", "Figures", "Pages", "Commands",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // What the tests of Parallel start, kill and stop.
    .executableTarget(
      name: "nnlearn-ranks",
      dependencies: ["Tensors", "Autodiff", "Networks", "Optimizers", "Datasets", "Training", "Parallel"]),

    // Measures both sides.
    .executableTarget(
      name: "nnlearn-bench",
      dependencies: [
        "Tensors", "Autodiff", "Planning", "Networks", "Optimizers", "Datasets", "Training", "Insight", "Display",
        "Explain",
        "Figures", "Lessons", "Commands", "Statistics", "CProcess",
      ],
      exclude: ["Peers"]),

    .testTarget(name: "StatisticsTests", dependencies: ["Numerals", "Statistics", "Display"]),
    .testTarget(name: "TensorsTests", dependencies: ["Numerals", "Tensors"]),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels"]),
    .testTarget(name: "AutodiffTests", dependencies: ["Tensors", "Autodiff", "Networks", "Optimizers"]),
    .testTarget(
      name: "PlanningTests",
      dependencies: ["Tensors", "Autodiff", "Planning", "CKernels", "Networks", "Optimizers", "CProcess"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Numerals", "Tensors", "Datasets"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Tensors", "Autodiff", "Planning", "Networks", "Optimizers", "Datasets", "Training"]),
    .testTarget(
      name: "ParallelTests",
      dependencies: ["Tensors", "Autodiff", "Planning", "Networks", "Optimizers", "Datasets", "Training", "Parallel"]),
    .testTarget(
      name: "InsightTests",
      dependencies: ["Tensors", "Autodiff", "Networks", "Optimizers", "Datasets", "Training", "Insight"]),
    .testTarget(
      name: "ExplainTests",
      dependencies: [
        "Tensors", "Autodiff", "Networks", "Optimizers", "Datasets", "Training", "Insight", "Statistics", "Display",
        "Explain",
      ]),
    .testTarget(name: "FiguresTests", dependencies: ["Display", "Figures"], exclude: ["Snapshots"]),
    .testTarget(name: "MarkupTests", dependencies: ["Numerals", "Markup"]),
    .testTarget(
      name: "LessonsTests", dependencies: ["Numerals", "Display", "Markup", "Lessons"], exclude: ["BrokenCells"]),
    .testTarget(name: "PagesTests", dependencies: ["Display", "Markup", "Lessons", "Pages"], exclude: ["Snapshots"]),
    .testTarget(
      name: "CommandTests", dependencies: ["Display", "Lessons", "Figures", "Pages", "Commands"], exclude: ["Tutorials"]
    ),
  ]
)

// Every Swift target has a page that introduces it.
let inC: Set = ["CCallSite", "CDataFiles", "CKernels", "CObserve", "CProcess", "CGraphviz"]
for target in package.targets where [.regular, .executable].contains(target.type) && !inC.contains(target.name) {
  target.exclude.append("README.md")
}

// Tests compile in a quarter of the time without optimisation. Those of the kernels compute millions of terms by plain loops.
for target in package.targets where target.type == .test && !["CKernelsTests", "PlanningTests"].contains(target.name) {
  target.swiftSettings = [.unsafeFlags(["-Onone"])]
}
