import Numerals
import Tensors

/// Training ends when the validation loss has not improved for some epochs, and the parameters of the best epoch are put
/// back. Prechelt 1998, "Early stopping — but when?", doi:10.1007/3-540-49430-8_3.
///
///     train(…, validation: others, earlyStopping: EarlyStopping(patience: 5))
public struct EarlyStopping: Sendable, Equatable {
  /// How many epochs without improvement are borne; 1 or more.
  public let patience: Int
  /// By how much the loss must fall below the best one to count; 0 or more.
  public let minimumImprovement: Double

  public init(patience: Int, minimumImprovement: Double = 0) {
    guard patience >= 1, minimumImprovement >= 0, minimumImprovement.isFinite else {
      stop(
        "EarlyStopping expects a patience of 1 epoch or more and a minimumImprovement of 0 or more; got \(patience) and "
          + "\(exactText(minimumImprovement)).")
    }
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }
}

/// The best epoch so far.
struct BestEpoch: Equatable {
  /// Counted from 0.
  let epoch: Int
  let loss: Double
  /// Everything that training changes, as it was after that epoch.
  let state: [UInt8]
}

extension EarlyStopping {
  func isImproved(_ loss: Double, after best: BestEpoch?) -> Bool {
    guard let best else { return loss.isFinite }
    return loss < best.loss - minimumImprovement
  }

  func isExhausted(at epoch: Int, best: BestEpoch?) -> Bool { epoch - (best?.epoch ?? -1) >= patience }
}
