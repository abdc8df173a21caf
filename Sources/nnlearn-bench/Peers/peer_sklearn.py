"""scikit-learn's MLPClassifier. W2, W3. It draws its own weights and batches: its loss is another."""
import warnings

from common import PLAN, WORKLOAD, Task, serve

import sklearn
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")


class Training(Task):
    """`fit` runs all epochs itself."""

    at_once = PLAN.epochs

    def steps(self, epoch, count=None):
        tiny = WORKLOAD == "W2"
        model = MLPClassifier(
            (16, 16) if tiny else (128, 64), activation="tanh" if tiny else "relu", solver="adam", alpha=0,
            batch_size=200 if tiny else PLAN.batch, learning_rate_init=PLAN.rate,
            max_iter=count or (PLAN.steps if tiny else PLAN.epochs), random_state=0, tol=0, n_iter_no_change=10**6)
        self.fitted = model.fit(self.x, self.y.astype(int))

    def loss(self):
        return log_loss(self.y, self.fitted.predict_proba(self.x))


serve(sklearn.__version__, Training)
