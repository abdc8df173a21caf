/// Ends the cell with a sentence: the program asked for something that has no meaning.
///
/// Unlike `precondition`, it says the sentence in optimised builds too.
/// The sentence is made in a function of its own, which returns: in what never returns, the optimiser of Swift 6.3 gives up
/// the values that a sentence is made of before it is made.
@inline(never)
package func stop(_ sentence: @autoclosure () -> String) -> Never { fatalError(sentence()) }
