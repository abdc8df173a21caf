"""micrograd, one Python object for every number. W1, its own demonstration."""
from importlib.metadata import version

from common import Task, initial_weights, serve

from micrograd.engine import Value
from micrograd.nn import MLP


class Training(Task):
    def __init__(self):
        super().__init__()
        self.x, self.y = self.x.tolist(), self.y.tolist()

    def reset(self):
        self.net = MLP(2, [16, 16, 1])
        weights = initial_weights()
        for number, layer in enumerate(self.net.layers, 1):
            for column, neuron in enumerate(layer.neurons):
                neuron.b.data = 0.0
                for row, weight in enumerate(neuron.w):
                    weight.data = float(weights[f"w{number}"][row, column])

    def loss_on(self, x, y):
        scores = [self.net([Value(number) for number in point]) for point in x]
        losses = [(1 + -target * score).relu() for target, score in zip(y, scores)]
        return sum(losses) * (1 / len(losses)) + 1e-4 * sum(p * p for p in self.net.parameters())

    def step(self, x, y, rate):
        loss = self.loss_on(x, y)
        self.net.zero_grad()
        loss.backward()
        for parameter in self.net.parameters():
            parameter.data -= rate * parameter.grad

    def loss(self):
        return self.loss_on(self.x, self.y).data


serve(version("micrograd"), Training)
