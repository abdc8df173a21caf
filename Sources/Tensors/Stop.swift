/// Ends the cell with a sentence: the program asked for something that has no meaning.
///
/// Unlike `precondition`, it says the sentence in optimised builds too.
package func stop(_ sentence: String) -> Never { fatalError(sentence) }
