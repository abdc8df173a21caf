"""Writes numbers.safetensors with Python's safetensors: the types that Tests/DatasetsTests reads.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy safetensors
    /tmp/venv/bin/python Tests/Fixtures/make_safetensors_fixture.py
    /tmp/venv/bin/python Tests/Fixtures/make_safetensors_fixture.py --read FILE    # prints what a file holds
"""

import pathlib
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file

if sys.argv[1:2] == ["--read"]:
    with safe_open(sys.argv[2], "pt") as file:
        print(file.metadata())
        for name in sorted(file.keys()):
            tensor = file.get_tensor(name)
            print(name, tensor.dtype, list(tensor.shape), tensor.reshape(-1).tolist()[:8])
    sys.exit()

numbers = torch.tensor([[0.0, 1.5, -2.0], [0.1, 1e-7, 65504.0]], dtype=torch.float64)
whole = torch.tensor([-3, 0, 100])
save_file(
    {
        "double": numbers,
        "single": numbers.float(),
        "half": numbers.half(),
        "bfloat": numbers.bfloat16(),
        "long": whole,
        "int": whole.int(),
        "short": whole.short(),
        "signed byte": whole.to(torch.int8),
        "byte": torch.tensor([0, 7, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(4.25),
        "nothing": torch.zeros(0, 3),
    },
    pathlib.Path(__file__).parent / "numbers.safetensors",
    metadata={"made by": "safetensors", "ünicode": "“é”"},
)
