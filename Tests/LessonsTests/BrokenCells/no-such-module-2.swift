// compile: no-such-module at 1:8
import NNLearn
