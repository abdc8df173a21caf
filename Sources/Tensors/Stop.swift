/// Ends the cell with a sentence: the program asked for something that has no meaning.
///
/// Unlike `precondition`, it says the sentence in optimised builds too. The runtime writes the file named here before the
/// sentence, by which a lesson tells the library's own checks from a `fatalError` in a cell (`FriendlyMessage.running`).
/// The sentence is made in a function of its own, which returns: in what never returns, the optimiser of Swift 6.3 gives up
/// the values that a sentence is made of before it is made.
@inline(never)
package func stop(_ sentence: @autoclosure () -> String) -> Never { fatalError(sentence(), file: "nnlearn/values") }

/// The same where shapes do not fit together, or do not fit what is asked of them.
@inline(never)
package func stop(shapes sentence: @autoclosure () -> String) -> Never {
  fatalError(sentence(), file: "nnlearn/shapes")
}

/// The same where a lesson's text relies on what is no longer so.
@inline(never)
package func stop(expectation sentence: @autoclosure () -> String) -> Never {
  fatalError(sentence(), file: "nnlearn/expectation")
}
