"""Adam for the peers that bring none: Kingma & Ba 2015, arXiv:1412.6980, in place, its efficient form."""
import numpy as np


class Adam:
    def __init__(self, parameters, rate):
        self.rate, self.time = rate, 0
        self.memory = {name: (np.zeros_like(value), np.zeros_like(value)) for name, value in parameters.items()}

    def update(self, parameters, gradients):
        self.time += 1
        correction = (1 - 0.999**self.time) ** 0.5
        rate = np.float32(self.rate * correction / (1 - 0.9**self.time))
        epsilon = np.float32(1e-8 * correction)
        for name, slope in gradients.items():
            m, v = self.memory[name]
            m *= np.float32(0.9)
            m += np.float32(0.1) * slope
            v *= np.float32(0.999)
            v += np.float32(0.001) * (slope * slope)
            parameters[name] -= rate * m / (np.sqrt(v) + epsilon)
