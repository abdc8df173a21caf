"""Computes what networks with published weights give, in float64, by PyTorch on the CPU: see make_fixtures.py for how to
run it, and `pip install safetensors` besides.

    /tmp/venv/bin/python Tests/Fixtures/make_pretrained_fixtures.py silero_vad_16k.safetensors

Writes pretrained.json. The weights of its first network are those of mtcnn-pnet.safetensors beside it (facenet-pytorch's
P-Net, a network that finds faces, Zhang et al. 2016, doi:10.1109/LSP.2016.2603342), with its licence in mtcnn-pnet.LICENSE.
Those of the second are the file that is given: the tensors of silero-vad 6.2.3 (MIT, 2020-present Silero Team), named as in
its tinygrad_model.py. They are too large to be kept here; PublishedWeightTests runs it where SILERO_VAD names the file.
"""

import json
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from make_fixtures import FOLDER, array


def pnet(x, w):
    """Scores of no face and a face, and four corrections of its box, for each place: [n, rows, columns, 6]."""
    def layer(x, name):
        return F.conv2d(x, w[f"{name}.weight"], w[f"{name}.bias"])

    x = F.prelu(layer(x, "conv1"), w["prelu1.weight"])
    x = F.max_pool2d(x, 2, 2, ceil_mode=True)
    x = F.prelu(layer(x, "conv2"), w["prelu2.weight"])
    x = F.prelu(layer(x, "conv3"), w["prelu3.weight"])
    return torch.cat([torch.softmax(layer(x, "conv4_1"), 1), layer(x, "conv4_2")], 1).permute(0, 2, 3, 1)


def silero(signal, w):
    """Probabilities of speech for each 512 samples, which see 64 before them: [chunks]."""
    count = len(signal) // 512
    padded = F.pad(signal, (64, 0))
    chunks = torch.stack([padded[512 * k:512 * k + 576] for k in range(count)])
    spectrum = F.conv1d(F.pad(chunks[:, None], (0, 64), mode="reflect"), w["stft_conv.weight"], stride=128)
    x = torch.sqrt(spectrum[:, :129] ** 2 + spectrum[:, 129:] ** 2)
    for number, stride in ((1, 1), (2, 2), (3, 2), (4, 1)):
        x = torch.relu(F.conv1d(x, w[f"conv{number}.weight"], w[f"conv{number}.bias"], stride=stride, padding=1))
    cell = torch.nn.LSTMCell(128, 128)
    cell.load_state_dict({name: w[f"lstm_cell.{name}"] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")})
    state, answers = None, []
    for step in x[:, :, 0]:
        state = cell(step[None], state)
        last = F.conv1d(torch.relu(state[0])[:, :, None], w["final_conv.weight"], w["final_conv.bias"])
        answers.append(torch.sigmoid(last))
    return torch.cat(answers).reshape(-1).detach()


if __name__ == "__main__":
    weights = {name: value.double() for name, value in load_file(FOLDER / "mtcnn-pnet.safetensors").items()}
    pixels = torch.sin(0.05 * torch.arange(2 * 25 * 30 * 3, dtype=torch.float64) ** 1.1).reshape(2, 25, 30, 3)
    answer = pnet(pixels.permute(0, 3, 1, 2), weights)
    content = {"pnet": array(answer)}
    if len(sys.argv) > 1:
        weights = {name: value.double() for name, value in load_file(sys.argv[1]).items()}
        time = torch.arange(12 * 512, dtype=torch.float64)
        content["silero"] = array(silero(0.3 * torch.sin(0.02 * time ** 1.2) * torch.sin(0.001 * time), weights))
    (FOLDER / "pretrained.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
