@_exported import Autodiff
@_exported import Datasets
@_exported import Display
@_exported import Explain
@_exported import Networks
@_exported import Optimizers
@_exported import Tensors
@_exported import Training
