"""Computes what networks with published weights give, in float64, by PyTorch on the CPU: see make_fixtures.py for how to run
it, and `pip install safetensors` besides.

Writes pretrained.json. The weights are those of mtcnn-pnet.safetensors beside it (facenet-pytorch's P-Net, a network that finds
faces, Zhang et al. 2016, doi:10.1109/LSP.2016.2603342), with its licence in mtcnn-pnet.LICENSE.
"""

import json

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


if __name__ == "__main__":
    weights = {name: value.double() for name, value in load_file(FOLDER / "mtcnn-pnet.safetensors").items()}
    pixels = torch.sin(0.05 * torch.arange(2 * 25 * 30 * 3, dtype=torch.float64) ** 1.1).reshape(2, 25, 30, 3)
    answer = pnet(pixels.permute(0, 3, 1, 2), weights)
    (FOLDER / "pretrained.json").write_text(json.dumps({"pnet": array(answer)}, separators=(",", ":")) + "\n")
