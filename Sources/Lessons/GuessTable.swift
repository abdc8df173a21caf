extension Guess {
  /// What is typed | the right call. x, y, logits and labels stand for tensors, w and b for parameters, a for an array, list
  /// for numbers, frame for a table, rule for an update rule, part for a part of model, random for a RandomSource.
  static let table = """
    # Arrays of numbers
    zeros([2, 3])                   | Tensor.zeros([2, 3])
    ones([2, 3])                    | Tensor.ones([2, 3])
    full([2, 3], 0.5)               | Tensor.full([2, 3], 0.5)
    zerosLike(x)                    | Tensor.zeros(like: x)
    zeros_like(x)                   | Tensor.zeros(like: x)
    onesLike(x)                     | Tensor.ones(like: x)
    ones_like(x)                    | Tensor.ones(like: x)
    full_like(x, 0.5)               | Tensor.full(x.shape, 0.5)
    eye(3)                          | NDArray.identity(3)
    identity(3)                     | NDArray.identity(3)
    Tensor.eye(3)                   | Tensor(NDArray.identity(3))
    empty([2, 3])                   | Tensor.zeros([2, 3])
    torch.Tensor([1, 2])            | Tensor([1, 2])
    tf.Variable([1, 2])             | Parameter("w", [1, 2])
    tensor([1, 2])                  | Tensor([1, 2])
    array([1, 2])                   | NDArray([1, 2])
    asarray([1, 2])                 | NDArray([1, 2])
    constant([1, 2])                | Tensor([1, 2])
    Placeholder([1, 2])             | Input("x", [1, 2])
    randn([2, 3])                   | NDArray.normal([2, 3], using: &random)
    rand([2, 3])                    | NDArray.uniform([2, 3], in: 0..<1, using: &random)
    normal([2, 3])                  | NDArray.normal([2, 3], using: &random)
    Tensor.randn([2, 3])            | Tensor(NDArray.normal([2, 3], using: &random))
    Tensor.rand([2, 3])             | Tensor(NDArray.uniform([2, 3], in: 0..<1, using: &random))
    Tensor.random([2, 3])           | Tensor(NDArray.uniform([2, 3], in: 0..<1, using: &random))
    Tensor.normal([2, 3])           | Tensor(NDArray.normal([2, 3], using: &random))
    Tensor.uniform([2, 3])          | Tensor(NDArray.uniform([2, 3], in: 0..<1, using: &random))
    NDArray.randn([2, 3])           | NDArray.normal([2, 3], using: &random)
    NDArray.random([2, 3])          | NDArray.uniform([2, 3], in: 0..<1, using: &random)
    NDArray.rand([2, 3])            | NDArray.uniform([2, 3], in: 0..<1)
    RandomGenerator(seed: 0)        | RandomSource(seed: 0)
    RandomNumbers(seed: 0)          | RandomSource(seed: 0)
    SeededGenerator(seed: 0)        | RandomSource(seed: 0)
    RNG(seed: 0)                    | RandomSource(seed: 0)
    Generator(seed: 0)              | RandomSource(seed: 0)
    PRNGKey(0)                      | RandomSource(seed: 0)
    default_rng(0)                  | RandomSource(seed: 0)
    torch.manual_seed(0)            | RandomSource(seed: 0)
    manualSeed(0)                   | RandomSource(seed: 0)
    randint(10)                     | random.integer(below: 10)
    RandomSource.choice             | random.integer(below: 10)
    RandomSource.sample             | Sampler()(logits: x, using: &random)
    RandomSource.categorical        | Sampler()(logits: x, using: &random)
    Sampler.sample                  | Sampler()(logits: x, using: &random)
    sample(x)                       | Sampler()(logits: x, using: &random)
    multinomial(x)                  | Sampler()(logits: x, using: &random)
    categorical(x)                  | Sampler()(logits: x, using: &random)
    Categorical(x)                  | Sampler()(logits: x, using: &random)
    randperm(10)                    | random.permutation(10)
    permutation(10)                 | random.permutation(10)
    arange(10)                      | NDArray(Array(0..<10))
    linspace(0, 1)                  | Array(stride(from: 0.0, through: 1, by: 0.1))
    tril(x)                         | triangularLower(x)
    triu(x)                         | triangularUpper(x)

    # What a tensor or an array can do
    x.sum()                         | sum(x)
    x.mean()                        | mean(x)
    x.std()                         | std(x)
    x.var()                         | variance(x)
    x.max()                         | max(x)
    x.min()                         | min(x)
    x.prod()                        | product(x)
    x.argmax()                      | argmax(x, axis: 1)
    x.argmin()                      | argmin(x, axis: 1)
    x.exp()                         | exp(x)
    x.log()                         | log(x)
    x.sqrt()                        | sqrt(x)
    x.abs()                         | abs(x)
    x.sin()                         | sin(x)
    x.cos()                         | cos(x)
    x.tanh()                        | tanh(x)
    x.sigmoid()                     | sigmoid(x)
    x.relu()                        | relu(x)
    x.gelu()                        | gelu(x)
    x.elu()                         | elu(x)
    x.silu()                        | silu(x)
    x.softplus()                    | softplus(x)
    x.softmax()                     | softmax(x)
    x.log_softmax()                 | logSoftmax(x)
    x.sign()                        | sign(x)
    x.floor()                       | floor(x)
    x.round()                       | round(x)
    x.pow(2)                        | pow(x, 2)
    x.square()                      | pow(x, 2)
    x.squared()                     | pow(x, 2)
    x.clip(0, 1)                    | clamp(x, 0...1)
    x.clamp(0, 1)                   | clamp(x, 0...1)
    x.clamped(0, 1)                 | clamp(x, 0...1)
    x.cumsum()                      | cumulativeSum(x)
    x.norm()                        | sqrt(sum(x * x))
    x.inverse()                     | inverse(x.value)
    x.solve(y)                      | solve(x.value, y.value)
    x.column(1)                     | x[0..., 1]
    x.row(1)                        | x[1]
    x.argsort()                     | topK(x, 2).indices
    x.rounded()                     | round(x)
    a.row(1)                        | a[1, 0...]
    a.column(1)                     | a[0..., 1]
    NDArray.integers([2, 3])        | floor(NDArray.uniform([2, 3], in: 0..<10, using: &random))
    x.topk(2)                       | topK(x, 2)
    x.dot(y)                        | x.matmul(y)
    x.mm(y)                         | x.matmul(y)
    x.bmm(y)                        | x.matmul(y)
    x.T                             | x.transposed()
    x.t()                           | x.transposed()
    x.transpose()                   | x.transposed()
    x.permute(1, 0)                 | x.transposed([1, 0])
    x.view(4, 1)                    | x.reshaped(4, 1)
    x.reshape(4, 1)                 | x.reshaped(4, 1)
    x.flatten()                     | x.reshaped(-1)
    x.ravel()                       | x.reshaped(-1)
    x.unsqueeze(0)                  | x.reshaped(1, 2, 2)
    x.squeeze()                     | x.reshaped(-1)
    x.expand(3, 2, 2)               | x.broadcast(to: [3, 2, 2])
    x.broadcast_to([3, 2, 2])       | x.broadcast(to: [3, 2, 2])
    x.flip(0)                       | x.reversed(axis: 0)
    x.gather(y)                     | x.gathered(y, axis: 0)
    x.index_select(0, y)            | x.rows(y)
    x.split(2)                      | x[0..<1]
    x.size()                        | x.shape
    x.dim()                         | x.rank
    x.ndim                          | x.rank
    x.numel()                       | x.shape.count
    x.count                         | x.shape.count
    x.dtype                         | x.elementType
    x.numpy()                       | x.value
    x.data                          | x.value
    x.array                         | x.value
    x.item()                        | x.scalar
    x.tolist()                      | x.value.doubles
    x.eval()                        | x.value
    x.detach()                      | x.detached()
    x.clone()                       | Tensor(x.value)
    x.copy()                        | Tensor(x.value)
    x.float()                       | x.value.converted(to: .float32)
    x.double()                      | x.value.converted(to: .float64)
    x.astype(a)                     | x.value.converted(to: .float64)
    x.backward()                    | gradients(of: loss, with: [w])
    x.grad                          | gradient(of: loss, with: w)
    x.gradient                      | gradient(of: loss, with: w)
    x.zero_grad()                   | gradients(of: loss, with: [w])
    x.requires_grad                 | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    x.requiresGrad                  | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    x.isTrainable                   | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    x.assign(a)                     | w.set(a)
    x.assign_sub(a)                 | w.set(w.value - 0.1 * gradient(of: loss, with: w).value)
    a.astype(a)                     | a.converted(to: .float64)
    a.item()                        | a.scalar
    a.tolist()                      | a.doubles
    a.data                          | a.doubles
    a.size                          | a.count
    a.dtype                         | a.elementType
    a.ndim                          | a.shape.rank
    a.rank                          | a.shape.rank
    a.numel()                       | a.count

    # Functions
    clip(x, 0, 1)                   | clamp(x, 0...1)
    clamped(x, 0, 1)                | clamp(x, 0...1)
    reduceSum(x)                    | sum(x)
    reduce_sum(x)                   | sum(x)
    reduceMean(x)                   | mean(x)
    reduce_mean(x)                  | mean(x)
    reduce_max(x)                   | max(x)
    amax(x)                         | max(x)
    amin(x)                         | min(x)
    prod(x)                         | product(x)
    stdev(x)                        | std(x)
    cumsum(x)                       | cumulativeSum(x)
    argsort(x)                      | topK(x, 2).indices
    topk(x, 2)                      | topK(x, 2)
    dot(x, y)                       | x.matmul(y)
    matmul(x, y)                    | x.matmul(y)
    mm(x, y)                        | x.matmul(y)
    transpose(x)                    | x.transposed()
    reshape(x, [4, 1])              | x.reshaped(4, 1)
    concat([x, y])                  | concatenate([x, y], axis: 0)
    cat([x, y])                     | concatenate([x, y], axis: 0)
    vstack([x, y])                  | concatenate([x, y], axis: 0)
    hstack([x, y])                  | concatenate([x, y], axis: 1)
    np.where(x, y, 0)               | select(x .> 0, x, y)
    square(x)                       | pow(x, 2)
    power(x, 2)                     | pow(x, 2)
    absolute(x)                     | abs(x)
    multiply(x, y)                  | x * y
    add(x, y)                       | x + y
    equal(x, y)                     | x .== y
    allclose(x, y)                  | max(abs(x - y)).scalar < 1e-5
    allClose(x, y)                  | max(abs(x - y)).scalar < 1e-5
    greater(x, y)                   | x .> y
    less(x, y)                      | x .< y
    leaky_relu(x)                   | leakyRelu(x)
    swish(x)                        | silu(x)
    log_softmax(x)                  | logSoftmax(x)
    logsumexp(x)                    | logSumExp(x)
    one_hot(labels)                 | oneHot(labels, classes: 3)
    toCategorical(labels)           | oneHot(labels, classes: 3)
    to_categorical(labels)          | oneHot(labels, classes: 3)
    embedding_lookup(w, labels)     | w.rows(labels)
    stopGradient(x)                 | x.detached()
    stop_gradient(x)                | x.detached()

    inv(x)                          | inverse(x.value)
    lstsq(x, y)                     | LinearRegression().fit(examples)
    leastSquares(x, y)              | LinearRegression().fit(examples)
    cosineSimilarity(x, y)          | sum(x * y) / sqrt(sum(x * x) * sum(y * y))

    # Derivatives
    valueAndGradient(loss, w)       | gradients(of: loss, with: [w])
    grad(loss, w)                   | gradient(of: loss, with: w)
    valueAndGrad(loss, w)           | gradients(of: loss, with: [w])
    value_and_grad(loss, w)         | gradients(of: loss, with: [w])
    GradientTape()                  | gradients(of: loss, with: [w])
    gradientTape()                  | gradients(of: loss, with: [w])
    backward(loss)                  | gradients(of: loss, with: [w])
    jacrev(x, w)                    | jacobian(of: x, with: w)
    jacfwd(x, w)                    | jacobian(of: x, with: w)
    hvp(loss, w)                    | hessianVectorProduct(of: loss, with: w, times: w)
    vjp(x, w)                       | vectorJacobianProduct(of: x, with: w, times: x)
    jvp(x, w)                       | jacobianVectorProduct(of: x, with: w, times: w)
    autograd(loss, w)               | gradients(of: loss, with: [w])
    gradcheck(loss, w)              | gradientCheck(of: loss, with: [w])
    no_grad()                       | x.detached()
    noGrad()                        | x.detached()
    clip_grad_norm_(model)          | Adam().clipped(norm: 1)
    clipGradNorm(model)             | Adam().clipped(norm: 1)
    vectorized_map(model)           | vmap(x) { row in sum(row) }
    jit(model)                      | predict(model, a)

    # Layers
    Linear(2, 3)                    | Dense(2, 3)
    MLP(2, 16, 1)                   | Sequential(Dense(2, 16, activation: .relu), Dense(16, 1))
    TimeDistributed(part)           | Dense(2, 3)
    Embedding.weight                | Embedding(16, 8).table
    Dense.weight                    | Dense(2, 3).weights
    Dense.kernel                    | Dense(2, 3).weights
    FullyConnected(2, 3)            | Dense(2, 3)
    Conv1D(2, 3)                    | Convolution1D(2, 3, window: 3, using: &random)
    Conv1d(2, 3)                    | Convolution1D(2, 3, window: 3, using: &random)
    Conv2D(1, 8)                    | Convolution2D(1, 8, window: 3, using: &random)
    Conv2d(1, 8)                    | Convolution2D(1, 8, window: 3, using: &random)
    Conv2DTranspose(8, 1)           | TransposedConvolution2D(8, 1, window: 3, using: &random)
    ConvTranspose2d(8, 1)           | TransposedConvolution2D(8, 1, window: 3, using: &random)
    DepthwiseConv2D(8)              | Convolution2D.depthwise(8, window: 3, using: &random)
    MaxPooling2D(2)                 | MaxPool2D(2)
    MaxPool2d(2)                    | MaxPool2D(2)
    MaxPool(2)                      | MaxPool2D(2)
    AveragePooling2D(2)             | AveragePool2D(2)
    AvgPool2d(2)                    | AveragePool2D(2)
    AvgPool2D(2)                    | AveragePool2D(2)
    GlobalAveragePooling2D()        | GlobalAveragePool()
    AdaptiveAvgPool2d(1)            | GlobalAveragePool()
    GlobalMaxPooling2D()            | GlobalMaxPool()
    UpSampling2D(2)                 | Upsampling2D(2)
    Upsample(2)                     | Upsampling2D(2)
    BatchNorm(3)                    | BatchNormalization(3)
    BatchNorm1d(3)                  | BatchNormalization(3)
    BatchNorm2d(3)                  | BatchNormalization(3)
    LayerNorm(4)                    | LayerNormalization(4)
    GroupNorm(2, 4)                 | GroupNormalization(4, groups: 2)
    RMSNorm(4)                      | RMSNormalization(4)
    MultiheadAttention(8, 2)        | MultiHeadAttention(8, heads: 2, using: &random)
    Attention(8)                    | MultiHeadAttention(8, heads: 2, using: &random)
    SelfAttention(8)                | MultiHeadAttention(8, heads: 2, using: &random)
    SimpleRNN(2, 4)                 | RNN(2, 4, using: &random)
    PositionalEmbedding(16, 8)      | Embedding(16, 8)(Tensor(NDArray(Array(0..<16))))
    nn.Dropout(0.5)                 | Dropout(0.5, using: &random)
    nn.Flatten()                    | Flatten()
    nn.Embedding(16, 8)             | Embedding(16, 8, using: &random)
    nn.LSTM(2, 4)                   | LSTM(2, 4, using: &random)
    nn.GRU(2, 4)                    | GRU(2, 4, using: &random)
    nn.RNN(2, 4)                    | RNN(2, 4, using: &random)
    nn.Sequential(part)             | Sequential(part)
    keras.layers.Dense(3)           | Dense(2, 3)
    ReLU()                          | Activation.relu
    LeakyReLU()                     | Activation.leakyRelu
    GELU()                          | Activation.gelu
    ELU()                           | Activation.elu
    SiLU()                          | Activation.silu
    Sigmoid()                       | Activation.sigmoid
    Tanh()                          | Activation.tanh
    Softmax()                       | Activation.softmax
    Skip(part)                      | Residual(part)
    ResidualBlock(part)             | Residual(part)
    Concatenate(part, part)         | Concatenation(part, part)
    Module                          | any Layer
    Model(part)                     | Sequential(part)
    GlorotUniform()                 | Initializer.glorotUniform
    XavierUniform()                 | Initializer.glorotUniform
    xavier_uniform_(w)              | Initializer.glorotUniform
    HeNormal()                      | Initializer.heNormal
    kaiming_normal_(w)              | Initializer.heNormal

    # Losses and metrics
    MSELoss()                       | meanSquaredError(x, y)
    MSE(x, y)                       | meanSquaredError(x, y)
    mse(x, y)                       | meanSquaredError(x, y)
    mseLoss(x, y)                   | meanSquaredError(x, y)
    mse_loss(x, y)                  | meanSquaredError(x, y)
    NamedLoss.mse                   | NamedLoss.meanSquaredError
    NamedLoss.mae                   | NamedLoss.meanAbsoluteError
    NamedLoss.bce                   | NamedLoss.binaryCrossEntropy
    NamedLoss.sparseCategoricalCrossentropy | NamedLoss.softmaxCrossEntropy
    MeanSquaredError()              | meanSquaredError(x, y)
    L1Loss()                        | meanAbsoluteError(x, y)
    f1_score(a, a)                  | Metric.f1(.macro)(a, a)
    precision_score(a, a)           | Metric.precision(.macro)(a, a)
    recall_score(a, a)              | Metric.recall(.macro)(a, a)
    mae(x, y)                       | meanAbsoluteError(x, y)
    HuberLoss()                     | huber(x, y)
    CrossEntropyLoss()              | softmaxCrossEntropy(logits: logits, labels: labels)
    cross_entropy(logits, labels)   | softmaxCrossEntropy(logits: logits, labels: labels)
    NLLLoss()                       | crossEntropy(logProbabilities: logits, labels: labels)
    nll_loss(logits, labels)        | crossEntropy(logProbabilities: logits, labels: labels)
    BCELoss()                       | binaryCrossEntropy(logProbabilities: log(x), y)
    BCEWithLogitsLoss()             | binaryCrossEntropy(logits: x, y)
    bce(x, y)                       | binaryCrossEntropy(logits: x, y)
    binary_cross_entropy(x, y)      | binaryCrossEntropy(logits: x, y)
    KLDivLoss()                     | klDivergence(logits: logits, probabilities: y)
    SparseCategoricalCrossentropy() | softmaxCrossEntropy(logits: logits, labels: labels)
    CategoricalCrossentropy()       | softmaxCrossEntropy(logits: logits, probabilities: y)
    BinaryCrossentropy()            | binaryCrossEntropy(logits: x, y)
    accuracy(a, a)                  | Metric.accuracy(predict(model, a), a)
    accuracy_score(a, a)            | Metric.accuracy(predict(model, a), a)
    confusion_matrix(a, a)          | ConfusionMatrix(predict(model, a), a)
    confusionMatrix(a, a)           | ConfusionMatrix(predict(model, a), a)
    classification_report(a, a)     | ClassificationReport(predict(model, a), a)
    r2_score(a, a)                  | Metric.rSquared(predict(model, a), a)
    roc_auc_score(a, a)             | Metric.rocAUC(predict(model, a), a)

    # Training
    StochasticGradientDescent()     | GradientDescent(learningRate: 0.1)
    Adagrad()                       | AdaGrad(learningRate: 0.1)
    RMSprop()                       | RMSProp(learningRate: 0.001)
    ExponentialLR()                 | ExponentialDecay(from: 0.1, factor: 0.99)
    StepLR()                        | StepDecay(from: 0.1, factor: 0.5, every: 30)
    CosineAnnealingLR()             | CosineDecay(from: 0.1, steps: 100)
    OneCycleLR()                    | OneCycle(peak: 0.1, steps: 100)
    optim.Adam(model)               | Adam(learningRate: 0.001)
    optim.AdamW(model)              | AdamW(learningRate: 0.001)
    optim.SGD(model)                | SGD(learningRate: 0.1)
    CosineAnnealing(0.1)            | CosineDecay(from: 0.1, steps: 100)
    LRFinder(model)                 | learningRateRangeTest(model, on: examples, loss: meanSquaredError, by: { SGD(learningRate: $0) }, seed: 1)
    lrFind(model)                   | learningRateRangeTest(model, on: examples, loss: meanSquaredError, by: { SGD(learningRate: $0) }, seed: 1)
    findLearningRate(model)         | learningRateRangeTest(model, on: examples, loss: meanSquaredError, by: { SGD(learningRate: $0) }, seed: 1)
    Trainer(model)                  | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), seed: 1)
    Optimizer                       | any UpdateRule
    Schedule                        | any LearningRateSchedule
    LRScheduler                     | any LearningRateSchedule
    fit(model)                      | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), seed: 1)
    model.fit(examples)             | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), seed: 1)
    model.compile()                 | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), seed: 1)
    model.train()                   | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), seed: 1)
    model.predict(a)                | predict(model, a)
    model.evaluate(examples)        | evaluate(model, on: examples, loss: meanSquaredError)
    model.forward(x)                | model(x)
    model.call(x)                   | model(x)
    model.eval()                    | model(x, in: Pass(.evaluation))
    model.summary()                 | print(model)
    model.weights                   | model.parameters
    model.state_dict()              | Weights(of: model)
    model.get_weights()             | Weights(of: model)
    model.load_state_dict(a)        | model.loadWeights(from: "model.safetensors")
    model.load_weights("file")      | model.loadWeights(from: "model.safetensors")
    model.load("file")              | model.loadWeights(from: "model.safetensors")
    model.save("file")              | model.saveWeights(to: "model.safetensors")
    model.save_weights("file")      | model.saveWeights(to: "model.safetensors")
    model.trainable                 | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    model.freeze()                  | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    model.isTrainable               | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    model.requiresGrad              | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    model.requires_grad_(false)     | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    model.add(part)                 | Sequential(part)
    model.append(part)              | Sequential(part)
    freeze(model)                   | train(model, on: examples, epochs: 10, loss: meanSquaredError, by: Adam(), updating: part.parameters, seed: 1)
    rule.step()                     | TrainingStep(minimizing: loss, over: [w, b], by: rule)
    rule.zero_grad()                | TrainingStep(minimizing: loss, over: [w, b], by: rule)
    rule.zeroGrad()                 | TrainingStep(minimizing: loss, over: [w, b], by: rule)
    rule.minimize(loss)             | TrainingStep(minimizing: loss, over: [w, b], by: rule)
    rule.update(model)              | TrainingStep(minimizing: loss, over: [w, b], by: rule)
    rule.apply_gradients(x)         | TrainingStep(minimizing: loss, over: [w, b], by: rule)
    rule.zeroGradients()            | TrainingStep(minimizing: loss, over: [w, b], by: rule)
    torch.save(model)               | model.saveWeights(to: "model.safetensors")
    torch.load("file")              | model.loadWeights(from: "model.safetensors")
    load_model("file")              | model.loadWeights(from: "model.safetensors")
    ModelCheckpoint("file")         | Checkpoint("training.safetensors")

    # Data
    sklearn.model_selection.train_test_split(a) | examples.split(training: 0.8, seed: 1)
    DataLoader(examples)            | Batches(examples, size: 32, seed: 1)
    TensorDataset(a, a)             | Examples(inputs: a, targets: a)
    train_test_split(examples)      | examples.split(training: 0.8, seed: 1)
    trainTestSplit(examples)        | examples.split(training: 0.8, seed: 1)
    random_split(examples)          | examples.split(training: 0.8, seed: 1)
    KFold(5)                        | examples.folds(5, seed: 1)
    StratifiedKFold(5)              | examples.stratifiedFolds(5, seed: 1)
    StandardScaler()                | Standardisation(fitting: examples.inputs)
    MinMaxScaler()                  | MinMaxScaling(fitting: examples.inputs)
    standardize(a)                  | Standardisation(fitting: a)(a)
    normalize(a)                    | Standardisation(fitting: a)(a)
    make_moons(100)                 | Examples.moons(count: 100, seed: 1)
    makeMoons(100)                  | Examples.moons(count: 100, seed: 1)
    make_circles(100)               | Examples.circles(count: 100, seed: 1)
    make_blobs(100)                 | Examples.blobs(count: 100, seed: 1)
    load_iris()                     | Dataset.iris.frame()
    load_digits()                   | Dataset.digits.examples()
    Dataset.shuffled                | Dataset.digits.examples().shuffled(seed: 1)
    MNIST()                         | Dataset.mnist.examples()
    read_csv("file.csv")            | DataFrame(csvFile: "file.csv")
    readCSV("file.csv")             | DataFrame(csvFile: "file.csv")
    frame.describe()                | print(frame)
    frame.dropna()                  | frame.droppingMissing()
    frame.sample(10)                | frame.shuffled(seed: 1)
    frame.iloc                      | frame.rows([0, 1])
    frame.loc                       | frame.rows([0, 1])
    frame.shape                     | frame.rowCount
    examples.head()                 | examples.rows([0, 1, 2])
    examples.x                      | examples.inputs
    examples.y                      | examples.targets
    examples.features               | examples.inputs
    examples.labels                 | examples.targets
    examples.data                   | examples.inputs
    examples.target                 | examples.targets
    examples.shape                  | examples.inputs.shape
    examples.batch(32)              | examples.batches(of: 32)
    examples.standardised()         | examples.mapInputs { Standardisation(fitting: $0)($0) }
    examples.standardized()         | examples.mapInputs { Standardisation(fitting: $0)($0) }
    examples.normalised()           | examples.mapInputs { Standardisation(fitting: $0)($0) }
    examples.normalized()           | examples.mapInputs { Standardisation(fitting: $0)($0) }
    examples.images                 | examples.inputs
    examples.shuffle()              | examples.shuffled(seed: 1)
    examples.train_test_split()     | examples.split(training: 0.8, seed: 1)
    examples.map(model)             | examples.mapInputs { $0 / 255 }
    head(frame)                     | print(frame)

    # Pictures
    plot(list)                      | show(Chart.line(list))
    LineChart(list)                 | show(Chart.line(list))
    LinePlot(list)                  | show(Chart.line(list))
    scatter(list, list)             | show(Chart.points(x: list, y: list))
    heatmap(a)                      | show(HeatMap("a", a))
    matshow(a)                      | show(HeatMap("a", a))
    decisionBoundary(model)         | show(Chart.boundary("points", classes: ("0", "1"), x: "x", y: "y", training: examples) { model($0) })
    plotDecisionBoundary(model)     | show(Chart.boundary("points", classes: ("0", "1"), x: "x", y: "y", training: examples) { model($0) })
    gradCAM(model)                  | show(GradCAM().maps(of: model, on: examples.inputs, labels: examples.classes))
    integratedGradients(model)      | show(IntegratedGradients().maps(of: model, on: examples.inputs, labels: examples.classes))
    saliency(model)                 | show(Saliency().maps(of: model, on: examples.inputs, labels: examples.classes))
    imshow(a)                       | show(ImageGrid(title: "images", pictures: a.pictures(), columns: 8))
    plt.hist(list)                  | show(Chart(title: "numbers", x: Axis("x"), y: Axis("count"), marks: [a.histogram("numbers")]))
    plt.show()                      | show(history.chart())
    history.plot()                  | show(history.chart())
    history.history                 | history.losses
    history.loss                    | history.losses
    history.accuracy                | history.validation(.accuracy)

    # Calls
    Adam(model.parameters, learningRate: 0.1) | TrainingStep(minimizing: loss, over: model.parameters, by: Adam(learningRate: 0.1))
    AdamW(model.parameters, learningRate: 0.1) | TrainingStep(minimizing: loss, over: model.parameters, by: AdamW(learningRate: 0.1))
    SGD(model.parameters, learningRate: 0.1) | TrainingStep(minimizing: loss, over: model.parameters, by: SGD(learningRate: 0.1))
    Momentum(model.parameters, learningRate: 0.1) | TrainingStep(minimizing: loss, over: model.parameters, by: Momentum(learningRate: 0.1))
    RMSProp(model.parameters, learningRate: 0.1) | TrainingStep(minimizing: loss, over: model.parameters, by: RMSProp(learningRate: 0.1))
    Bidirectional(LSTM(2, 4))       | Bidirectional(LSTM(2, 4), LSTM(2, 4))
    CosineDecay(from: 0.1, epochs: 20) | CosineDecay(from: 0.1, steps: 100)
    Input("x", shape: [1, 2])       | Input("x", .zeros([1, 2]))
    LinearRegression(examples)      | LinearRegression().fit(examples)
    Vocabulary(["a", "b"])          | Vocabulary(of: ["a", "b"])
    examples.scaled(to: 0...1)      | examples.mapInputs { MinMaxScaling(fitting: $0)($0) }
    DataFrame(contentsOf: "file.csv")     | DataFrame(csvFile: "file.csv")
    DataFrame(contentsOfFile: "file.csv") | DataFrame(csvFile: "file.csv")
    DataFrame(contentsOfCSVFile: "file.csv") | DataFrame(csvFile: "file.csv")
    DataFrame(file: "file.csv")           | DataFrame(csvFile: "file.csv")

    # Arguments
    sum(x, dim: 1)                  | sum(x, axis: 1)
    sum(x, axis: 1, keepdims: true) | sum(x, axis: 1, keepingAxes: true)
    sum(x, axis: 1, keepdim: true)  | sum(x, axis: 1, keepingAxes: true)
    sum(x, axis: 1, keepDims: true) | sum(x, axis: 1, keepingAxes: true)
    SGD(learningRate: 0.1, momentum: 0.9) | Momentum(learningRate: 0.1)
    SGD(learningRate: 0.1, nesterov: true) | Nesterov(learningRate: 0.1)
    std(x, axis: 1, ddof: 1)        | std(x, axis: 1, correction: 1)
    Adam(lr: 0.1)                   | Adam(learningRate: 0.1)
    Adam(betas: 0.9)                | Adam(momentDecay: 0.9, squareDecay: 0.999)
    Adam(beta1: 0.9)                | Adam(momentDecay: 0.9, squareDecay: 0.999)
    Adam(beta2: 0.9)                | Adam(momentDecay: 0.9, squareDecay: 0.999)
    Adam(eps: 0.1)                  | Adam(epsilon: 1e-8)
    Convolution2D(1, 8, kernelSize: 3) | Convolution2D(1, 8, window: 3, using: &random)
    Convolution2D(1, 8, kernel_size: 3) | Convolution2D(1, 8, window: 3, using: &random)
    Convolution2D(1, 8, kernel: 3)  | Convolution2D(1, 8, window: 3, using: &random)
    Dense(2, 3, useBias: false)     | Dense(2, 3, hasBias: false, using: &random)
    Dense(2, 3, bias: false)        | Dense(2, 3, hasBias: false, using: &random)
    Dense(2, 3, use_bias: false)    | Dense(2, 3, hasBias: false, using: &random)
    MultiHeadAttention(8, numHeads: 2) | MultiHeadAttention(8, heads: 2, using: &random)
    MultiHeadAttention(8, num_heads: 2) | MultiHeadAttention(8, heads: 2, using: &random)
    MultiHeadAttention(8, heads: 2, causal: true) | MultiHeadAttention(8, heads: 2, isCausal: true, using: &random)
    train(model, on: examples, epochs: 1, loss: meanSquaredError, by: Adam(), callbacks: []) | train(model, on: examples, epochs: 1, loss: meanSquaredError, by: Adam(), seed: 1, validation: examples, earlyStopping: EarlyStopping(patience: 3))
    examples.split(testSize: 0.2)   | examples.split(training: 0.8, seed: 1)
    examples.split(test_size: 0.2)  | examples.split(training: 0.8, seed: 1)
    """

  /// What a name before a dot stands for: these types.
  static let receivers: KeyValuePairs<String, Set<String>> = [
    "x": ["Tensor", "Parameter", "Input"], "a": ["NDArray"], "examples": ["Examples"], "frame": ["DataFrame"],
    "history": ["History"],
    "rule": [
      "Adam", "AdamW", "AdaGrad", "GradientDescent", "Momentum", "Nesterov", "RMSProp", "Clipped", "Penalized",
      "any UpdateRule",
    ],
    "model": [
      "Sequential", "Dense", "Convolution1D", "Convolution2D", "TransposedConvolution2D", "Residual", "Concatenation",
      "LSTM", "GRU", "RNN", "Bidirectional", "Embedding", "MultiHeadAttention", "BatchNormalization",
      "LayerNormalization", "any Layer",
    ],
  ]

  /// Modules of other libraries, which stand before a dot.
  static let modules: Set = [
    "torch", "nn", "F", "functional", "optim", "np", "numpy", "random", "linalg", "tf", "math", "keras", "layers",
    "losses",
    "metrics", "optimizers", "activations", "models", "callbacks", "utils", "data", "datasets", "jax", "jnp", "lax",
    "flax",
    "optax", "mx", "mlx", "MLX", "MLXNN", "plt", "pyplot", "sns", "pd", "sklearn", "sk", "torchvision",
  ]
}
