"""A small convolutional network in named stages, for what happens to a network after it is trained."""

from collections import OrderedDict

import numpy as np
import torch
from torch import nn


class StagedCNN(nn.Module):
    """Four stages and a head for grey images (B, 1, 8, 8): c1, c2, c3 are convolutions, fc is a linear layer.

    `features` is a Sequential of the named stages, `head` an nn.Linear. Stages named in `frozen_stages` keep their
    batch norms in eval mode, whatever mode the network is put into; whoever freezes a stage enters it there.
    The weights come from `generator`, PyTorch's default initialisation else. Images (B, 1, 4k, 4k) fit with `side=4k`.
    """

    def __init__(
        self,
        classes: int,
        width: int = 16,
        batch_norm: bool = True,
        side: int = 8,
        channels: int = 1,
        generator: torch.Generator | None = None,
    ):
        super().__init__()
        flat = 4 * width * (side // 4) ** 2
        self.features = nn.Sequential(
            OrderedDict(
                c1=_convolution(channels, width, batch_norm),
                c2=_convolution(width, 2 * width, batch_norm, pool=True),
                c3=_convolution(2 * width, 4 * width, batch_norm, pool=True),
                fc=nn.Sequential(nn.Flatten(), nn.Linear(flat, 4 * width), nn.ReLU()),
            )
        )
        self.head = nn.Linear(4 * width, classes)
        self.frozen_stages: set[str] = set()
        if generator is not None:
            _initialise(self, generator)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (B, classes)."""
        return self.head(self.features(x))

    def train(self, mode: bool = True) -> "StagedCNN":
        super().train(mode)
        for name in self.frozen_stages:
            self.features.get_submodule(name).eval()
        return self


@torch.no_grad()
def filled(model: nn.Module, vector: np.ndarray) -> nn.Module:
    """The model, in eval mode, with everything that it has learnt taken from one vector, in the order of its state."""
    state = model.state_dict()
    parts = torch.from_numpy(vector).float().split([values.numel() for values in state.values()])
    pairs = zip(state.items(), parts, strict=True)
    model.load_state_dict({name: part.view(values.shape).to(values.dtype) for (name, values), part in pairs})
    return model.eval()


def _convolution(inputs: int, outputs: int, batch_norm: bool, pool: bool = False) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, 3, padding=1)]
    layers += [nn.BatchNorm2d(outputs)] if batch_norm else []
    layers += [nn.ReLU()] + ([nn.MaxPool2d(2)] if pool else [])
    return nn.Sequential(*layers)


@torch.no_grad()
def _initialise(model: nn.Module, generator: torch.Generator) -> None:
    """He's initialisation (He et al., 2015, eq. 10) for all weights, zero for their biases."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
            nn.init.zeros_(module.bias)
