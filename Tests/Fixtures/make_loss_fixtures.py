"""Computes what LossTests and ActivationTests compare with: values and gradients in float64, by PyTorch on the CPU.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy
    /tmp/venv/bin/python Tests/Fixtures/make_loss_fixtures.py

Writes losses.json (each loss and its settings, on a prediction and a target; the gradient by the prediction) and
activations.json (each activation, on numbers near 0, far from it, and at 0). Where PyTorch has the function, it is used;
the others (focal, Dice, Jaccard) are written down as in their papers.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.manual_seed(7)


def array(tensor):
    return {"shape": list(tensor.shape), "values": tensor.detach().reshape(-1).tolist()}


def case(function, variable, **constants):
    """One case: the result, and the gradient of sum(result * weights) by the operand `variable`."""
    (name, values), = variable.items()
    leaf = values.clone().requires_grad_()
    result = function(leaf, *constants.values())
    count = result.numel()
    weights = torch.linspace(-1, 1, count).reshape(result.shape) if count > 1 else torch.ones_like(result)
    (gradient,) = torch.autograd.grad((result * weights).sum(), [leaf])
    return {
        "operands": {n: array(t) for n, t in {name: values, **constants}.items()},
        "result": array(result),
        "weights": array(weights),
        "gradients": {name: array(gradient)},
    }


# MARK: - Activations


def activations():
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "softmax": lambda x: torch.softmax(x, -1),
        "logSoftmax": lambda x: torch.log_softmax(x, -1),
        "softplus": lambda x: torch.logaddexp(x, torch.zeros(())),
        "relu": torch.relu,
        "relu6": F.relu6,
        "leakyRelu": F.leaky_relu,
        "leakyRelu slope 0.2": lambda x: F.leaky_relu(x, 0.2),
        "elu": F.elu,
        "elu alpha 0.5": lambda x: F.elu(x, 0.5),
        "hardSigmoid": lambda x: F.relu6(x + 3) / 6,  # hardsigmoid's own slope is 1/6 in float32
        "gelu": F.gelu,
        "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
        "silu": F.silu,
        "hardSwish": F.hardswish,
        "mish": lambda x: x * torch.tanh(torch.logaddexp(x, torch.zeros(()))),
    }
    far = torch.tensor([-1000.0, -40, -7, -2.5, -1, 0, 1, 2.5, 5.5, 7, 40, 1000])
    x = torch.stack([far, 2 * torch.randn(12), 0.1 * torch.randn(12)])
    return {name: case(function, {"x": x}) for name, function in functions.items()}


# MARK: - Losses


def focal(z, y, gamma, alpha):
    p = torch.sigmoid(z)
    truth = p * y + (1 - p) * (1 - y)
    share = alpha * y + (1 - alpha) * (1 - y)
    return (share * (1 - truth) ** gamma * F.binary_cross_entropy_with_logits(z, y, reduction="none")).mean()


def focal_of_classes(z, labels, gamma):
    p = torch.softmax(z, -1).gather(-1, labels.long().unsqueeze(-1)).squeeze(-1)
    return (-((1 - p) ** gamma) * torch.log(p)).mean()


def focal_of_log_probabilities(l, labels, gamma):
    own = l.gather(-1, labels.long().unsqueeze(-1)).squeeze(-1)
    return (-((1 - own.exp()) ** gamma) * own).mean()


def dice(z, y, s):
    p, y = torch.sigmoid(z).flatten(1), y.flatten(1)
    return (1 - (2 * (p * y).sum(1) + s) / ((p * p).sum(1) + (y * y).sum(1) + s)).mean()


def jaccard(z, y, s):
    p, y = torch.sigmoid(z).flatten(1), y.flatten(1)
    both = (p * y).sum(1)
    return (1 - (both + s) / (p.sum(1) + y.sum(1) - both + s)).mean()


def cross_entropy(z, labels, **options):
    return F.cross_entropy(z.movedim(-1, 1), labels.long(), **options)


def losses():
    numbers, other = 3 * torch.randn(4, 3), 3 * torch.randn(4, 3)
    logits = 3 * torch.randn(5, 4)
    labels = torch.tensor([2.0, 0, 3, 1, 2])
    sequence = 3 * torch.randn(2, 3, 4)
    tokens = torch.tensor([[1.0, 0, 3], [2, 2, 0]])
    yes = torch.tensor([[1.0, 0, 0], [0, 0, 1], [1, 1, 0], [0, 0, 0]])
    between = torch.rand(4, 3)
    masks = (torch.rand(3, 2, 4) < 0.4).double()
    masks[1] = 0
    pixels = 2 * torch.randn(3, 2, 4)
    shares = torch.softmax(torch.randn(5, 4), -1)
    certain = F.one_hot(labels.long(), 4).double()
    weights = torch.tensor([0.5, 2.0, 0, 3])
    far = torch.tensor([[-1000.0, -40, 0.5], [1000, 40, 3]])
    farYes = torch.tensor([[1.0, 1, 1], [0, 0, 1]])
    farther = torch.tensor([[1000.0, -1000, 0], [-1000, 1000, 0], [-40, 0, 40]])

    def loss(function, prediction, target):
        return case(function, {"prediction": prediction}, target=target)

    bce = F.binary_cross_entropy_with_logits
    importance = torch.tensor([[0.5, 2, 0], [1, 1, 3], [0.25, 4, 1], [1, 0, 2]])
    perExample = torch.tensor([2.0, 0, 1, 0.5, 3])
    padded = torch.tensor([[1.0, -100, 3], [-100, 2, 0]])
    zero = torch.tensor([0.0, 1, 0, 3, 2])  # 0 is ignored, as padding is
    logs, sequenceLogs = torch.log_softmax(logits, -1), torch.log_softmax(sequence, -1)
    yesLogs = F.logsigmoid(numbers)

    def mean_of(costs, weights):
        return (costs * weights).sum() / weights.sum()

    def nll(l, labels, **options):
        return F.nll_loss(l.movedim(-1, 1), labels.long(), **options)

    def bce_of_logs(l, y):
        return -(y * l + (1 - y) * torch.log(-torch.expm1(l)))

    def binary_focal(z, y):
        share = 0.25 * y + 0.75 * (1 - y)
        return share * torch.sigmoid(-z * (2 * y - 1)) ** 2 * bce(z, y, reduction="none")

    def class_focal(l, labels):
        own = l.gather(-1, labels.long().unsqueeze(-1)).squeeze(-1)
        return -((1 - own.exp()) ** 2) * own

    def weston_watkins(z, labels):
        own = z.gather(-1, labels.long().unsqueeze(-1))
        return torch.relu(1 + z - own).sum(-1) - 1

    def options():
        """Each loss not as a mean, with weights, an ignored label, on log-probabilities."""
        found = {}
        for reduction in ["sum", "none"]:
            def add(name, function, prediction, target):
                found[f"{name}, {reduction}"] = loss(function, prediction, target)
            fold = torch.sum if reduction == "sum" else (lambda costs: costs)
            add("mean squared error", lambda p, y: F.mse_loss(p, y, reduction=reduction), numbers, other)
            add("mean absolute error", lambda p, y: F.l1_loss(p, y, reduction=reduction), numbers, other)
            add("Huber", lambda p, y: F.huber_loss(p, y, reduction=reduction), numbers, other)
            add("binary cross-entropy", lambda z, y: bce(z, y, reduction=reduction), numbers, between)
            add("hinge", lambda z, y: fold(torch.relu(1 - y * z)), numbers, 2 * yes - 1)
            add("softmax cross-entropy", lambda z, y: cross_entropy(z, y, reduction=reduction), sequence, tokens)
            add("softmax cross-entropy, weights", lambda z, y: cross_entropy(
                z, y, weight=weights, reduction=reduction), sequence, tokens)
            add("softmax cross-entropy, ignoring and smoothing", lambda z, y: cross_entropy(
                z, y, label_smoothing=0.1, reduction=reduction), sequence, padded)
            add("softmax cross-entropy, probabilities", lambda z, y: F.cross_entropy(
                z, y, reduction=reduction), logits, shares)
            add("cross-entropy", lambda l, y: nll(l, y, reduction=reduction), logs, labels)
            add("Kullback–Leibler divergence", lambda z, y: fold(F.kl_div(
                torch.log_softmax(z, -1), y, reduction="none").sum(-1)), logits, shares)
            add("multi-class hinge", lambda z, y: fold(weston_watkins(z, y)), logits, labels)
            add("focal", lambda z, y: fold(binary_focal(z, y)), numbers, yes)
            add("multi-class focal", lambda z, y: fold(class_focal(torch.log_softmax(z, -1), y)), logits, labels)
            add("Dice", lambda z, y: fold(torch.stack([dice(z[i:i + 1], y[i:i + 1], 1) for i in range(3)])), pixels, masks)
        found |= {
            "binary cross-entropy, log-probabilities": loss(lambda l, y: bce_of_logs(l, y).mean(), yesLogs, between),
            "cross-entropy": loss(nll, logs, labels),
            "cross-entropy, weights and ignoring": loss(
                lambda l, y: nll(l, y, weight=weights, ignore_index=-100), sequenceLogs, padded),
            "cross-entropy, probabilities": loss(lambda l, y: -(l * y).sum(-1).mean(), logs, shares),
            "Kullback–Leibler divergence, log-probabilities": loss(
                lambda l, y: F.kl_div(l, y, reduction="batchmean"), logs, shares),
            "multi-class focal, log-probabilities": loss(lambda l, y: class_focal(l, y).mean(), logs, labels),
            "multi-class focal, log-probabilities, focusing 0.5": loss(
                lambda l, y: focal_of_log_probabilities(l, y, 0.5), logs, labels),
            "softmax cross-entropy, ignoring": loss(cross_entropy, sequence, padded),
            "softmax cross-entropy, ignoring 0": loss(
                lambda z, y: cross_entropy(z, y, ignore_index=0), logits, zero),
            "softmax cross-entropy, ignoring, weights and smoothing": loss(
                lambda z, y: cross_entropy(z, y, weight=weights, label_smoothing=0.1), sequence, padded),
            "softmax cross-entropy, all ignored": loss(
                lambda z, y: cross_entropy(z, y, reduction="sum"), sequence, torch.full((2, 3), -100.0)),
            "softmax cross-entropy, probabilities, weights and smoothing": loss(
                lambda z, y: F.cross_entropy(z, y, weight=weights, label_smoothing=0.1), logits, shares),
            "softmax cross-entropy, weights of examples": loss(
                lambda z, y: mean_of(cross_entropy(z, y, reduction="none"), perExample), logits, labels),
            "softmax cross-entropy, weights of examples and smoothing": loss(
                lambda z, y: mean_of(cross_entropy(z, y, reduction="none", label_smoothing=0.1), perExample),
                logits, labels),
            "mean squared error, weights": loss(
                lambda p, y: mean_of(F.mse_loss(p, y, reduction="none"), importance), numbers, other),
            "binary cross-entropy, weights": loss(
                lambda z, y: mean_of(bce(z, y, reduction="none"), 0.5 + 1.5 * y), numbers, yes),
            "binary cross-entropy, weights, sum": loss(
                lambda z, y: bce(z, y, weight=importance, reduction="sum"), numbers, yes),
            "hinge, weights": loss(
                lambda z, y: mean_of(torch.relu(1 - y * z), 1.25 + 0.75 * y), numbers, 2 * yes - 1),
            "multi-class hinge, weights and ignoring": loss(
                lambda z, y: mean_of(weston_watkins(z, y)[y != 0], weights[y[y != 0].long()]), logits, zero),
            "multi-class focal, weights": loss(
                lambda z, y: mean_of(class_focal(torch.log_softmax(z, -1), y), weights[y.long()]), logits, labels),
        }
        return found

    return options() | {
        "mean squared error": loss(F.mse_loss, numbers, other),
        "mean absolute error": loss(F.l1_loss, numbers, other),
        "Huber": loss(F.huber_loss, numbers, other),
        "Huber, delta 2.5": loss(lambda p, y: F.huber_loss(p, y, delta=2.5), numbers, other),
        "binary cross-entropy": loss(bce, 3 * numbers, yes),
        "binary cross-entropy, far": loss(bce, far, farYes),
        "binary cross-entropy, weight 3": loss(
            lambda z, y: bce(z, y, pos_weight=torch.tensor(3.0)), numbers, between),
        "binary cross-entropy, weight 3, far": loss(
            lambda z, y: bce(z, y, pos_weight=torch.tensor(3.0)), far, farYes),
        "hinge": loss(lambda z, y: torch.relu(1 - y * z).mean(), numbers, 2 * yes - 1),
        "softmax cross-entropy": loss(cross_entropy, logits, labels),
        "softmax cross-entropy, sequence": loss(cross_entropy, sequence, tokens),
        "softmax cross-entropy, far": loss(cross_entropy, farther, torch.tensor([0.0, 0, 1])),
        "softmax cross-entropy, smoothing": loss(
            lambda z, y: cross_entropy(z, y, label_smoothing=0.2), logits, labels),
        "softmax cross-entropy, weights": loss(lambda z, y: cross_entropy(z, y, weight=weights), logits, labels),
        "softmax cross-entropy, weights and smoothing": loss(
            lambda z, y: cross_entropy(z, y, weight=weights, label_smoothing=0.1), sequence, tokens),
        "softmax cross-entropy, probabilities": loss(F.cross_entropy, logits, shares),
        "Kullback–Leibler divergence": loss(
            lambda z, y: F.kl_div(torch.log_softmax(z, -1), y, reduction="batchmean"), logits, shares),
        "Kullback–Leibler divergence, certain": loss(
            lambda z, y: F.kl_div(torch.log_softmax(z, -1), y, reduction="batchmean"), logits, certain),
        "multi-class hinge": loss(
            lambda z, y: F.multi_margin_loss(z, y.long()) * z.shape[1], logits, labels),
        "focal": loss(lambda z, y: focal(z, y, 2, 0.25), numbers, yes),
        "focal, focusing 0.5": loss(lambda z, y: focal(z, y, 0.5, 0.6), numbers, yes),
        "focal, focusing 0": loss(lambda z, y: focal(z, y, 0, 0.5), numbers, yes),
        "multi-class focal": loss(lambda z, y: focal_of_classes(z, y, 2), logits, labels),
        "multi-class focal, focusing 0.5": loss(lambda z, y: focal_of_classes(z, y, 0.5), sequence, tokens),
        "multi-class focal, focusing 0": loss(lambda z, y: focal_of_classes(z, y, 0), logits, labels),
        "Dice": loss(lambda z, y: dice(z, y, 1), pixels, masks),
        "Dice, smoothing 0.1": loss(lambda z, y: dice(z, y, 0.1), numbers, yes),
        "Jaccard": loss(lambda z, y: jaccard(z, y, 1), pixels, masks),
        "Jaccard, smoothing 0.1": loss(lambda z, y: jaccard(z, y, 0.1), numbers, yes),
    }


if __name__ == "__main__":
    for name, content in {"activations": activations(), "losses": losses()}.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n")
