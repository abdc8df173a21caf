"""What all peers share: the data, the batches, and the turns they take.

    python peer_NAME.py WORKLOAD --data FOLDER [--threads N] [--variant V] [--turns]

prints one JSON line: version, seconds of each repeat, final loss. With --turns it says when it is ready, and then
answers every line it reads with the seconds of a few repeats more, so that several peers can be measured in turn.
"""
import argparse
import itertools
import json
import os
import sys
import time
from collections import namedtuple


def parsed():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--data", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--variant", default="")
    parser.add_argument("--turns", action="store_true")
    return parser.parse_args()


ARGUMENTS = parsed()
WORKLOAD, VARIANT, THREADS = ARGUMENTS.workload, ARGUMENTS.variant, ARGUMENTS.threads

# Before numpy or a framework is imported: most read these once.
for variable in (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC",
    "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "NUM_CPU_THREADS", "CPU_COUNT",
):
    os.environ[variable] = str(THREADS)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
if THREADS == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"

import numpy as np  # noqa: E402

Plan = namedtuple("Plan", "epochs steps batch rate data", defaults=(None, 1e-3, None))

PLANS = {
    "W1": Plan(epochs=1, steps=20, data="moons100"),
    "W2": Plan(epochs=1, steps=1000, rate=1e-2, data="moons200"),
    "W3": Plan(epochs=20, steps=44, batch=32, data="digits"),
    "W4": Plan(epochs=5, steps=44, batch=32, data="digits"),
    "W4b": Plan(epochs=1, steps=64, batch=64, data="noise28"),
    "W5": Plan(epochs=5, steps=44, batch=32, data="digits"),
    "W6": Plan(epochs=1, steps=50),
    "W7": Plan(epochs=1, steps=1),
    "W9": Plan(epochs=5, steps=44, batch=32, data="sequences"),
    "W10": Plan(epochs=3, steps=44, batch=32, data="sequences"),
    "W11": Plan(epochs=2, steps=16, batch=32, data="images32"),
    "W12": Plan(epochs=4, steps=4, batch=8, rate=1e-4, data="images96"),
    "W13": Plan(epochs=1, steps=1),
    "W8-mlp": Plan(epochs=1, steps=1),
    "W8-cnn": Plan(epochs=1, steps=1),
}
PLAN = PLANS[WORKLOAD]


def array(name):
    with open(os.path.join(ARGUMENTS.data, "index.json")) as file:
        entry = json.load(file)[name]
    return np.fromfile(os.path.join(ARGUMENTS.data, name + ".bin"), entry["type"]).reshape(entry["shape"])


def initial_weights():
    with open(os.path.join(ARGUMENTS.data, "index.json")) as file:
        names = json.load(file)
    prefix = WORKLOAD + "."
    return {name[len(prefix):]: array(name) for name in names if name.startswith(prefix)}


def channels_first(weights):
    """The same weights as PyTorch and tinygrad keep them: [outputs, inputs], filters [f, c, height, width], and images
    flattened channel by channel."""
    flattened = {"W4": (4, 32), "W4b": (7, 32)}.get(WORKLOAD)
    result = {}
    for name, value in weights.items():
        if value.ndim == 4:
            value = value.transpose(3, 2, 0, 1)
        elif value.ndim == 2 and name not in ("tokens", "positions"):
            if flattened and name == "w3":
                side, channels = flattened
                value = value.reshape(side * side, channels, -1).swapaxes(0, 1).reshape(value.shape)
            value = value.T
        result[name] = np.ascontiguousarray(value)
    return result


class Task:
    """One peer's work on one workload. Subclasses say how to `reset` to the initial weights, take a `step`, `wait` for
    what is still under way, and give the `exam`'s loss."""

    # Epochs that one call of `steps` trains.
    at_once = 1

    def __init__(self, channels_first=False):
        if WORKLOAD == "W6":
            text = array("text")
            self.x, self.y = text[:, :, :-1], text[:, :, 1:]
        elif WORKLOAD == "W7":
            self.x, self.y = array("W7.a"), array("W7.b")
        elif WORKLOAD == "W13":
            self.x, self.y = array("prompt"), None
        else:
            self.x, self.y = array(PLAN.data + ".x"), array(PLAN.data + ".y")
            shape = {"W4": (8, 8, 1), "W4b": (28, 28, 1), "W5": (8, 8)}.get(WORKLOAD, self.x.shape[1:])
            self.x = self.x.reshape(-1, *shape)
            if channels_first and self.x.ndim == 4:
                self.x = np.ascontiguousarray(self.x.transpose(0, 3, 1, 2))
        self.order = array(PLAN.data + ".order").reshape(-1, PLAN.steps, PLAN.batch) if PLAN.batch else None

    def put(self, numbers):
        """One batch's numbers as the peer wants them."""
        return numbers

    def batches(self, epoch):
        """The arguments of each step."""
        if WORKLOAD in ("W1", "W2", "W7"):
            x, y = self.put(self.x), self.put(self.y)
            for step in range(PLAN.steps):
                yield (x, y, 1 - 0.9 * step / 100) if WORKLOAD == "W1" else (x, y)
        elif WORKLOAD == "W6":
            for x, y in zip(self.x, self.y):
                yield self.put(x), self.put(y)
        else:
            for rows in self.order[epoch]:
                yield self.put(self.x[rows]), self.put(self.y[rows])

    def steps(self, epoch, count=None):
        """An epoch, or its first steps."""
        for batch in itertools.islice(self.batches(epoch), count):
            self.step(*batch)

    def exam(self):
        """What the final loss is taken on."""
        if WORKLOAD == "W6":
            return self.put(self.x[0]), self.put(self.y[0])
        count = 512 if WORKLOAD == "W4b" else len(self.x)
        return self.put(self.x[:count]), self.put(self.y[:count])

    def reset(self):
        pass

    def wait(self):
        pass


class Turns:
    """Repeats of a task from the initial weights to the final loss, over and over."""

    def __init__(self, task):
        self.task, self.epoch, self.loss = task, 0, None
        task.reset()
        task.steps(0, 3)
        task.wait()

    def take(self, budget=0.1, most=200):
        """Seconds per repeat: at least one, and more while they are short."""
        task, seconds = self.task, []
        while not seconds or (len(seconds) < most and sum(seconds) < budget):
            if self.epoch == 0:
                task.reset()
                task.wait()
            start = time.perf_counter()
            task.steps(self.epoch)
            task.wait()
            seconds.append((time.perf_counter() - start) / task.at_once)
            self.epoch = (self.epoch + task.at_once) % PLAN.epochs
            if self.epoch == 0 and self.loss is None:
                self.loss = float(task.loss())
        return seconds


def say(**facts):
    print(json.dumps(facts), flush=True)


def serve(version, make):
    turns = Turns(make())
    if ARGUMENTS.turns:
        say(version=version)
        for _ in sys.stdin:
            say(seconds=turns.take(), loss=turns.loss)
    else:
        seconds = turns.take()
        while len(seconds) < 5 or turns.loss is None:
            seconds += turns.take()
        say(version=version, workload=WORKLOAD, threads=THREADS, variant=VARIANT, seconds=seconds, loss=turns.loss)
