extension Dataset {
  public static let penguins = Dataset(
    name: "penguins",
    summary: "One penguin a row, measured at Palmer Station, Antarctica: bill and flipper in millimetres, body mass "
      + "in grams, species, island, sex.",
    shape: "344 rows, 8 columns", licence: "CC0 1.0",
    attribution: "K. Gorman and Palmer Station LTER; palmerpenguins by A. Horst, A. Hill, K. Gorman (2020)",
    source: "palmerpenguins 0.1.6; Gorman, Williams & Fraser 2014, doi:10.1371/journal.pone.0090081",
    content: Content(.table, "penguins.csv"))

  public static let iris = Dataset(
    name: "iris",
    summary: "One flower a row: length and width of its sepals and petals in centimetres, and its class.",
    shape: "150 rows, 5 columns", licence: "BSD 3-Clause (scikit-learn); public data", notice: bsdNotice,
    attribution: "R. A. Fisher (1936); copy from scikit-learn",
    source: "scikit-learn 1.9.1; Fisher 1936, doi:10.1111/j.1469-1809.1936.tb02137.x",
    content: Content(.table, "iris.csv"))

  public static let breastCancer = Dataset(
    name: "breastCancer",
    summary:
      "One tumour a row: 30 measurements of the cell nuclei in a fine-needle sample, and whether it is malignant "
      + "(212) or benign (357).",
    shape: "569 rows, 31 columns", licence: "BSD 3-Clause (scikit-learn); UCI Machine Learning Repository",
    notice: bsdNotice,
    attribution: "W. Wolberg, W. Street, O. Mangasarian (1995), Breast Cancer Wisconsin (Diagnostic); copy from "
      + "scikit-learn",
    source: "scikit-learn 1.9.1; Street, Wolberg & Mangasarian 1993, doi:10.1117/12.148698",
    content: Content(.table, "breast_cancer.csv"))

  public static let wine = Dataset(
    name: "wine",
    summary: "One wine a row: 13 chemical measurements, and which of three growers in one region of Italy made it.",
    shape: "178 rows, 14 columns", licence: "BSD 3-Clause (scikit-learn); UCI Machine Learning Repository",
    notice: bsdNotice,
    attribution: "M. Forina et al., PARVUS; UCI Machine Learning Repository; copy from scikit-learn",
    source: "scikit-learn 1.9.1, sklearn/datasets/data/wine_data.csv", content: Content(.table, "wine.csv"))

  public static let diabetes = Dataset(
    name: "diabetes",
    summary:
      "One patient a row: age, sex, body mass index, blood pressure and six blood values, and how far the disease "
      + "had progressed a year later.",
    shape: "442 rows, 11 columns", licence: "BSD 3-Clause (scikit-learn)", notice: bsdNotice,
    attribution: "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004); copy from scikit-learn",
    source: "scikit-learn 1.9.1, unscaled; Efron et al. 2004, doi:10.1214/009053604000000067",
    content: Content(.table, "diabetes.csv"))

  public static let autoMPG = Dataset(
    name: "autoMPG",
    summary: "One car model a row, 1970 to 1982: how many miles it drives on a gallon, cylinders, displacement, "
      + "horsepower, weight, acceleration, year, origin, name.",
    shape: "392 rows, 9 columns", licence: "CC0 1.0",
    attribution: "D. Donoho, E. Ramos (1982), CRCARS, StatLib; copy from bokeh_sampledata",
    source: "bokeh_sampledata 2026.1", content: Content(.table, "auto-mpg.csv"))

  public static let concrete = Dataset(
    name: "concrete",
    summary:
      "One sample of concrete a row: seven ingredients in kg a cubic metre, its age in days, and the pressure in "
      + "megapascals that it withstood. 25 rows are there twice: split with care.",
    shape: "1030 rows, 9 columns", licence: "MIT (modeldata); UCI: with I-Cheng Yeh's notice retained",
    notice: mitNotice,
    attribution:
      "I-Cheng Yeh (1998), Concrete Compressive Strength, UCI Machine Learning Repository; copy from modeldata",
    source: "modeldata 1.1.0; Yeh 1998, doi:10.1016/S0008-8846(98)00165-3", content: Content(.table, "concrete.csv"))
}
